import type { Digest } from '../base/digest.ts';
import { ok, type Result } from '../base/result.ts';
import type {
  ChangedSource,
  JudgedOutput,
  LeakageFinding,
  LeftOut,
  SourceChange,
} from '../model/leakage-check.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { StoredOutput } from '../model/result-record.ts';
import { differingFile } from '../reproduce/compare-results.ts';
import { findDifference } from '../reproduce/find-difference.ts';
import { makeAgain, prepare } from '../reproduce/make-again.ts';
import { hasIntactBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { compareKnown } from './compare-known.ts';
import type { FoundSplit } from './find-split.ts';
import type { Horizon } from './known-rows.ts';
import { isTableFormat } from './open-tables.ts';
import type { JudgedPlace, ProbePlan } from './probe-plan.ts';
import type { ProbeRequest } from './probe-request.ts';
import { type ProbeSources, placeSources } from './probe-sources.ts';
import type { ToldRoles } from './table-roles.ts';

export interface ProbeScene {
  readonly request: ProbeRequest;
  readonly pipeline: Pipeline;
  readonly plan: ProbePlan;
  readonly sources: ProbeSources;
  readonly split: FoundSplit | null;
  readonly horizon: Horizon;
  readonly told: ToldRoles;
  readonly scratch: { readonly root: string; readonly store: StoreFolder };
  /** Whether all that is learnt of rows is learnt of known ones: then what was fitted must stay, too. */
  readonly isFit: boolean;
}

/** What one way to change the sources came to. */
export interface Variant {
  readonly sources: readonly ChangedSource[];
  readonly judged: readonly JudgedOutput[];
  readonly findings: readonly LeakageFinding[];
  readonly left: readonly LeftOut[];
  /** Whether any output is another one: else there was nothing to notice. */
  readonly isTouched: boolean;
}

/** Makes the data stages from changed sources, or for null from the recorded ones, and looks at each output. */
export async function makeVariant(
  scene: ProbeScene,
  change: SourceChange | null,
): Promise<Result<Variant, readonly Problem[]>> {
  const { request, pipeline, plan, sources, scratch, horizon } = scene;
  const { record, store, env } = request;
  const placed = await placeSources(
    { sources, record, store },
    { stages: plan.sources, scratch, change, held: horizon.held },
  );
  const prepared = await prepare({ project: scratch, pipeline, made: plan.made, env });
  if (!prepared.ok) return prepared;
  const { given, told } = placed;
  const { jobs, signal, emit } = request;
  const { outcomes } = await makeAgain(prepared.value, { given, jobs, signal, emit });
  signal.throwIfAborted();
  const hasMoved = await splitHasMoved(scene, outcomes);
  const looks: Look[] = [];
  for (const place of plan.judged) {
    looks.push(await lookAt(place, { scene, change, outcomes, hasMoved }));
  }
  return ok({
    sources: told,
    judged: looks.flatMap(({ judged }) => judged ?? []),
    findings: looks.flatMap(({ findings = [] }) => findings),
    left: looks.flatMap(({ left }) => left ?? []),
    isTouched: looks.some(({ isTouched }) => isTouched === true),
  });
}

interface Look {
  readonly judged?: JudgedOutput;
  readonly findings?: readonly LeakageFinding[];
  readonly left?: LeftOut;
  readonly isTouched?: boolean;
}

async function lookAt(
  place: JudgedPlace,
  {
    scene,
    change,
    outcomes,
    hasMoved,
  }: {
    readonly scene: ProbeScene;
    readonly change: SourceChange | null;
    readonly outcomes: readonly Outcome[];
    readonly hasMoved: boolean;
  },
): Promise<Look> {
  const { split, isFit, request } = scene;
  const { stage, output, isBelowSplit, isRead } = place;
  const name = `${stage}.${output.name}`;
  const outcome = outcomes.find((one) => one.stage === stage);
  if (outcome?.kind === 'failed') {
    const { failure } = outcome;
    return { left: { name, why: 'failed', ...('message' in failure ? { detail: failure.message } : {}) } };
  }
  const made = madeBy(outcome, output.name);
  if (made === null) return { left: { name, why: 'failed' } };
  const isTouched = made.content !== output.content;
  if (split !== null && stage === split.stage && output.name === split.output.name) return { isTouched };
  if (isBelowSplit && !isFit) return { isTouched, left: { name, why: 'not-by-time' } };
  if (isBelowSplit && hasMoved) return { isTouched, left: { name, why: 'split-moved' } };
  if (!(await hasIntactBlob(request.store, output.blob))) return { left: { name, why: 'not-kept' } };
  const at = { stage, output: output.name, change: change ?? 'values' } as const;
  const blobs = (recorded: Digest, now: Digest) => ({
    recorded: request.store.blob(recorded),
    made: scene.scratch.store.blob(now),
  });
  if (isTableFormat(output.format)) {
    const { told, horizon } = scene;
    const files = { ...blobs(output.blob, made.blob), format: output.format };
    const { rows, findings } = await compareKnown(files, { ...at, told, known: horizon.known });
    if (rows !== null) return { judged: { stage, output: output.name, rows }, findings, isTouched };
    if (!isRead) return { left: { name, why: horizon.why } };
  }
  // What has no rows in time may carry what was learnt of them all; a list of what there is may well grow.
  if (!isFit) return { isTouched, left: { name, why: split === null ? 'no-split' : 'not-by-time' } };
  if (change === 'rows') return { isTouched };
  const judged = { stage, output: output.name, rows: null };
  if (!isTouched) return { judged };
  const pair = differingFile(output, made);
  const difference =
    pair.kind === 'folder-file'
      ? pair
      : (await findDifference({ ...pair, ...blobs(pair.recorded, pair.made) }))?.first;
  if (difference === undefined) return { judged };
  return { judged, isTouched, findings: [{ kind: 'file', ...at, difference }] };
}

function madeBy(outcome: Outcome | undefined, output: string): StoredOutput | null {
  if (outcome?.kind !== 'ran' && outcome?.kind !== 'cached') return null;
  return outcome.result.outputs[output] ?? null;
}

/** Whether other rows are learnt from now: what depends on that may differ by right. */
async function splitHasMoved(
  { split, request, scratch }: ProbeScene,
  outcomes: readonly Outcome[],
): Promise<boolean> {
  if (split === null) return false;
  const made = madeBy(
    outcomes.find(({ stage }) => stage === split.stage),
    split.output.name,
  );
  if (made === null) return true;
  if (made.content === split.output.content) return false;
  const learnt = { rows: `part IN ('train', 'validation')`, labels: `part IN ('train', 'validation')` };
  const { findings } = await compareKnown(
    {
      recorded: request.store.blob(split.output.blob),
      made: scratch.store.blob(made.blob),
      format: split.output.format,
    },
    {
      stage: split.stage,
      output: split.output.name,
      change: 'values',
      told: { times: [], labels: [] },
      known: () => learnt,
    },
  );
  return findings.length > 0;
}
