import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, hexOf } from '../../base/digest.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentId, ExperimentRecord } from '../../model/record.ts';
import { readRecord, recordFile } from '../record/read-record.ts';
import { findExperimentId } from './find-experiment.ts';
import { listRecords } from './list-records.ts';

/** What a person named: an experiment, and what in it. */
export interface Reference {
  readonly record: ExperimentRecord;
  /** The digest that was named, and what it is of; null where the whole experiment was named. */
  readonly named: NamedDigest | null;
  /** Other experiments that name the same digest, newest first. */
  readonly alsoIn: readonly ExperimentId[];
}

interface NamedDigest {
  readonly digest: Digest;
  readonly stage: string;
  readonly of:
    | { readonly kind: 'output'; readonly output: string }
    | { readonly kind: 'fingerprint' }
    | { readonly kind: 'code' };
}

/**
 * The experiment that is meant by an id (whole, its beginning, its words, `latest`) or by a digest of an output,
 * a recipe or a stage's code, whole or its first 6 digits. Of several experiments with that digest, the newest
 * that was recorded with its sources.
 */
export async function findReference(root: string, given: string): Promise<Result<Reference, Problem>> {
  const typed = given.trim().toLowerCase();
  if (!typed.startsWith('sha256:')) {
    const id = await findExperimentId(root, given);
    if (id.ok) return await wholeExperiment(root, id.value);
    if (id.error.kind !== 'no-such-experiment') return id;
    // A near name is the better answer to what can be no digest.
    if (!isDigestStart(typed) && id.error.near !== null) return id;
  }
  return isDigestStart(typed) ? await findDigest(root, typed) : err({ kind: 'no-such-reference', given });
}

async function wholeExperiment(root: string, id: ExperimentId): Promise<Result<Reference, Problem>> {
  const record = await readRecord(root, id);
  return record.ok ? ok({ record: record.value, named: null, alsoIn: [] }) : record;
}

function isDigestStart(typed: string): boolean {
  return /^(sha256:)?[0-9a-f]{6,64}$/.test(typed);
}

async function findDigest(root: string, typed: string): Promise<Result<Reference, Problem>> {
  const start = typed.replace(/^sha256:/, '');
  const found: { readonly record: ExperimentRecord; readonly named: NamedDigest }[] = [];
  for (const { id } of (await listRecords(root)).experiments) {
    // Most records do not hold the digits at all, and need not be parsed.
    const text = await readFile(join(root, recordFile(id)), 'utf8').catch(() => '');
    if (!text.includes(`sha256:${start}`)) continue;
    const record = await readRecord(root, id);
    if (!record.ok) continue;
    for (const named of namedDigests(record.value)) {
      if (hexOf(named.digest).startsWith(start)) found.push({ record: record.value, named });
    }
  }
  const digests = [...new Set(found.map(({ named }) => named.digest))];
  if (digests.length > 1) return err({ kind: 'ambiguous-digest', given: typed, matches: digests });
  const [newest] = found;
  if (newest === undefined) return err({ kind: 'no-such-reference', given: typed });
  const chosen = found.find(({ record }) => record.materials !== undefined) ?? newest;
  const alsoIn = [...new Set(found.map(({ record }) => record.id))].filter((id) => id !== chosen.record.id);
  return ok({ ...chosen, alsoIn });
}

function* namedDigests(record: ExperimentRecord): Generator<NamedDigest> {
  for (const { id: stage, outputs, fingerprint, recipe } of record.stages) {
    for (const { name: output, content, blob } of outputs) {
      yield { digest: content, stage, of: { kind: 'output', output } };
      if (blob !== content) yield { digest: blob, stage, of: { kind: 'output', output } };
    }
    if (fingerprint !== null) yield { digest: fingerprint, stage, of: { kind: 'fingerprint' } };
    if (recipe !== null) yield { digest: recipe.code.digest, stage, of: { kind: 'code' } };
  }
}
