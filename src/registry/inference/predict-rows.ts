import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { Columns } from '../../learn/columns.ts';
import type { ModelInference, ModelManifest } from '../../model/model-manifest.ts';
import type { ModelRefusal } from '../../model/model-refusal.ts';
import type { SignaturePolicy } from '../../model/pipeline.ts';
import type { LostMember, PredictionSummary, RowAnswers, RowFlags } from '../../model/prediction.ts';
import { findVersion } from '../find-version.ts';
import { openRegistry } from '../open-registry.ts';
import { registryFolder } from '../registry-folder.ts';
import { noInference, type VerifiedModel, verifyModel } from '../verify-model.ts';
import { featureDrift } from './feature-drift.ts';
import { openPredictor, type Predictor, type PreparedRows } from './open-predictor.ts';

/** Rows that are answered at once: enough for typed loops, few enough to be forgotten again. */
const chunkRows = 16_384;

/** A model that answers rows, opened for many of them. */
export interface OpenedModel {
  readonly verified: VerifiedModel;
  readonly predictor: Predictor;
  /** How rows become its features; of an ensemble what its first member says. */
  readonly inference: ModelInference;
  readonly otherPackages: PredictionSummary['otherPackages'];
}

/** Verifies the model that `given` names, loses what members must be lost, and loads its recorded transforms. */
export async function openModel(
  root: string,
  {
    given,
    rows,
    by,
  }: {
    readonly given: string;
    readonly rows: 'rows' | 'features';
    readonly by: { readonly policy: SignaturePolicy; readonly trusted: ReadonlyMap<string, KeyObject> };
  },
): Promise<Result<OpenedModel, ModelRefusal>> {
  const folder = registryFolder(root);
  const log = await openRegistry(folder);
  if (!log.ok) return log;
  const version = findVersion(log.value, given);
  if (!version.ok) return version;
  const entries = log.value;
  const verified = await verifyModel(version.value, { folder, entries, ...by, mayLoseMembers: true });
  if (!verified.ok) return verified;
  const { manifest, members } = verified.value;
  try {
    const predictor = await openPredictor(verified.value, { folder, given: rows });
    const manifests = manifest.kind === 'ensemble' ? members.map((member) => member.manifest) : [manifest];
    const inference = manifests[0]?.predict ?? noInference;
    return ok({
      verified: verified.value,
      predictor,
      inference,
      otherPackages: otherPackages(root, manifests),
    });
  } catch (error) {
    const [detail = ''] = (error as Error).message.split('\n');
    return err({ kind: 'model-unusable', model: given, file: 'ml-models', detail });
  }
}

/**
 * Answers the rows from `from` on, a part at a time, and says at the end what there is to say of them all. Transforms
 * have seen every row, so that the first one answered has its history.
 */
export async function predictRows(
  rows: Columns,
  to: {
    readonly model: OpenedModel;
    readonly from: number;
    /** Called with each part, in order; `first` is the number of its first row. */
    readonly take: (answers: RowAnswers, first: number) => void | Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<PredictionSummary> {
  const { model, from, take, signal } = to;
  const { verified, predictor, inference } = model;
  const prepared = await predictor.prepare(rows);
  const counts = { missing: {}, imputed: {}, neutral: {}, outOfRange: {} } satisfies Counts;
  const degraded = new Map<string, LostMember>(predictor.lost.map((member) => [member.name, member]));
  let answered = 0;
  for (let first = from; first < prepared.rows; first += chunkRows) {
    signal.throwIfAborted();
    const answers = await prepared.answer(first, Math.min(first + chunkRows, prepared.rows));
    for (const flags of answers.flags.values()) count(flags, counts);
    for (const member of answers.degraded) degraded.set(member.name, member);
    answered += answers.predicted.filter((name) => name !== null).length;
    await take(answers, first);
  }
  const { manifest, signedBy } = verified;
  const { name, version, digest, experiment } = manifest;
  const left = predictor.members.filter((member) => !degraded.has(member.name));
  return {
    model: { name, version, digest, experiment, signedBy },
    members: left,
    degraded: [...degraded.values()],
    evaluated: evaluatedOf(verified, {
      left: left.map((member) => member.name),
      isWhole: degraded.size === 0,
    }),
    rows: prepared.rows - from,
    answered,
    flags: counts,
    unread: prepared.unread.filter((column) => column !== inference.time),
    asOf: asOf(rows, inference.time),
    drift: driftOf(prepared, { predictor, from, outOfRange: counts.outOfRange }),
    otherPackages: model.otherPackages,
  };
}

type Counts = Record<keyof RowFlags, Record<string, number>>;

function count(flags: RowFlags, counts: Counts): void {
  for (const [flag, columns] of Object.entries(flags) as [keyof RowFlags, readonly string[]][]) {
    for (const column of columns) counts[flag][column] = (counts[flag][column] ?? 0) + 1;
  }
}

/** What was found of just these members: of all by the model's own metrics, of a single one by its own. */
function evaluatedOf(
  { manifest, members }: VerifiedModel,
  { left, isWhole }: { readonly left: readonly string[]; readonly isWhole: boolean },
): ModelManifest['metrics'] | null {
  if (isWhole) return manifest.metrics;
  const [only] = members.filter((member) => left.includes(member.manifest.name));
  return left.length === 1 && only !== undefined ? only.manifest.metrics : null;
}

function driftOf(
  { features, rows }: PreparedRows,
  of: {
    readonly predictor: Predictor;
    readonly from: number;
    readonly outOfRange: Readonly<Record<string, number>>;
  },
): PredictionSummary['drift'] {
  const { profile } = of.predictor;
  if (profile === null || rows === of.from) return [];
  const here = Object.fromEntries(
    Object.entries(features).map(([name, column]) => [name, column.slice(of.from)]),
  );
  return featureDrift(here, { profile, outOfRange: of.outOfRange });
}

/** The newest instant of a column of instants, ISO 8601; null where there is none. */
export function asOf(rows: Columns, time: string | null): string | null {
  const column = time === null ? undefined : rows[time];
  if (column === undefined) return null;
  let newest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    const at = typeof value === 'string' ? Date.parse(value) : Number(value ?? Number.NaN);
    if (at > newest) newest = at;
  }
  return Number.isFinite(newest) ? new Date(newest).toISOString() : null;
}

function otherPackages(
  root: string,
  manifests: readonly ModelManifest[],
): PredictionSummary['otherPackages'] {
  const recorded = manifests.flatMap(({ predict }) =>
    (predict?.transforms ?? []).flatMap(({ packages }) => packages),
  );
  return [...new Set(recorded)].flatMap((id) => {
    const name = id.slice(0, id.lastIndexOf('@'));
    const path = join(root, 'node_modules', name, 'package.json');
    const found = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }) : null;
    const version = found?.version ?? null;
    return id === `${name}@${version}`
      ? []
      : [{ recorded: id, found: version === null ? null : `${name}@${version}` }];
  });
}
