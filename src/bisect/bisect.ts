import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import type { PredictionTable } from '../experiment/compare/prediction-table.ts';
import { findPredictions, readPredictionFile } from '../experiment/compare/read-predictions.ts';
import { recordedPipeline } from '../experiment/record/recorded-pipeline.ts';
import type { Bisection, Probe } from '../model/bisection.ts';
import type { RunEvent } from '../model/event.ts';
import type { RunsDifference } from '../model/gate-report.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { makeAgain, prepare } from '../reproduce/make-again.ts';
import { recordedResults } from '../reproduce/recorded-result.ts';
import { makeScratchProject } from '../reproduce/scratch-project.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { findDifferences } from './find-differences.ts';
import { layOutMixture, mixedPipeline, type Parents } from './lay-out-mixture.ts';
import { reduceDifferences } from './reduce-differences.ts';
import { type Scored, scoreDifference } from './score-difference.ts';

export interface BisectRequest {
  /** Their test rows, where they have any; without, the numbers that stages reported are compared. */
  readonly good: { readonly record: ExperimentRecord; readonly table: PredictionTable | null };
  readonly bad: { readonly record: ExperimentRecord; readonly table: PredictionTable | null };
  /** `stage.metric`. */
  readonly metric: string;
  /** The stage that the bad one failed at: whether it fails is then the question; null to ask for the metric. */
  readonly failing: string | null;
  readonly direction: 'higher' | 'lower';
  readonly store: StoreFolder;
  readonly modules: string;
  readonly jobs: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  readonly onProbe: (probe: Probe) => void;
}

/**
 * Finds the smallest set of differences between two experiments' recipes that makes the metric as bad. Recipes
 * are mixed in a folder of its own, not commits: each probe is the good experiment with some differences
 * switched, over the project's store, so that stages which a mixture leaves alone are known already.
 */
export async function bisect(request: BisectRequest): Promise<Result<Bisection, readonly Problem[]>> {
  const { good, bad, store, metric, failing, direction, signal } = request;
  const startedAt = performance.now();
  for (const { record } of [good, bad]) {
    if (record.materials === undefined) return err([{ kind: 'no-materials', experiment: record.id }]);
  }
  const pipelines = [good, bad].map(({ record }) => recordedPipeline(record));
  const [goodPipeline, badPipeline] = pipelines;
  if (!goodPipeline?.ok) return err(goodPipeline === undefined ? [] : [goodPipeline.error]);
  if (!badPipeline?.ok) return err(badPipeline === undefined ? [] : [badPipeline.error]);
  const { switches, fixed } = await findDifferences([good.record, bad.record], store);
  const parents: Parents = {
    good: { record: good.record, pipeline: goodPipeline.value },
    bad: { record: bad.record, pipeline: badPipeline.value },
    store,
    switches,
  };
  const difference = scoreDifference(request);
  const scored = ({ record, table }: BisectRequest['good']): Scored => ({
    table,
    value: failing === null ? (record.metrics[metric]?.value ?? null) : Number(record.state === 'ok'),
  });
  const ends = { good: scored(good), bad: scored(bad) };
  const total = difference(ends.bad, ends.good);
  if (total === null)
    return err([{ kind: 'not-paired', experiments: [good.record.id, bad.record.id], metric }]);
  const against = (candidate: Scored) => ({
    good: difference(candidate, ends.good),
    bad: difference(candidate, ends.bad),
  });
  const probes: Probe[] = [];
  const answer = (found: Pick<Bisection, 'causes' | 'explained' | 'areInseparable' | 'nothing'>) =>
    ok<Bisection>({
      schema: 'labbook.bisect/1',
      good: good.record.id,
      bad: bad.record.id,
      metric,
      failing,
      direction,
      total,
      differences: switches.map(({ told }) => told),
      fixed,
      ...found,
      probes,
      seconds: (performance.now() - startedAt) / 1000,
    });
  const none = (nothing: NonNullable<Bisection['nothing']>) =>
    answer({ causes: [], explained: null, areInseparable: false, nothing });
  if (!(total.estimate < 0)) return none('no-drop');
  if (switches.length === 0) return none('no-difference');

  const inputs = new Set(good.record.materials?.inputs.map(({ path }) => path));
  const laidOut = await makeScratchProject({
    record: good.record,
    store,
    given: new Map(),
    inputs,
    modules: request.modules,
    signal,
  });
  if (!laidOut.ok) return laidOut;
  await using scratch = laidOut.value;
  // Results and blobs are the project's. What a run notes down for the next one is not, and code stands where
  // its packages do.
  const { code, index, last, work, replaced } = scratch.store;
  const shared: StoreFolder = { ...store, code, index, last, work, replaced };
  const known = new Map<string, Probe>();
  const probe = async (switched: readonly number[]): Promise<Probe> => {
    const key = switched.join(',');
    const found = known.get(key);
    if (found !== undefined) return found;
    signal.throwIfAborted();
    const made = await runProbe(switched, {
      request,
      parents,
      project: { root: scratch.root, store: shared },
      against,
      total,
    });
    known.set(key, made);
    probes.push(made);
    request.onProbe(made);
    return made;
  };

  const all = [...switches.keys()];
  if ((await probe(all)).state !== 'bad') return none('not-remade');
  const { causes, areInseparable } = await reduceDifferences(
    all,
    async (switched) => (await probe(switched)).state,
  );
  return answer({ causes, areInseparable, explained: (await probe(causes)).difference, nothing: null });
}

async function runProbe(
  switched: readonly number[],
  of: {
    readonly request: BisectRequest;
    readonly parents: Parents;
    readonly project: { readonly root: string; readonly store: StoreFolder };
    readonly against: (candidate: Scored) => {
      readonly good: RunsDifference | null;
      readonly bad: RunsDifference | null;
    };
    readonly total: RunsDifference;
  },
): Promise<Probe> {
  const { request, parents, project, against, total } = of;
  const startedAt = performance.now();
  const made = await scoreMixture(switched, { request, parents, project });
  const seconds = (performance.now() - startedAt) / 1000;
  const { ran } = made;
  const { good: difference, bad: fromBad } = against(made);
  if (difference === null) {
    return { switched, state: 'broken', difference: null, isSettled: false, seconds, ran };
  }
  const isBad = difference.estimate <= total.estimate / 2;
  const isSettled = isBad ? difference.high < 0 : (fromBad?.low ?? 0) > 0;
  return { switched, state: isBad ? 'bad' : 'good', difference, isSettled, seconds, ran };
}

/** Runs a mixture; without predictions where it cannot be looked at, or a stage of it fails. */
async function scoreMixture(
  switched: readonly number[],
  {
    request,
    parents,
    project,
  }: {
    readonly request: BisectRequest;
    readonly parents: Parents;
    readonly project: { readonly root: string; readonly store: StoreFolder };
  },
): Promise<Scored & { readonly ran: readonly string[] }> {
  const nothing = { table: null, value: null, ran: [] };
  const laidOut = await layOutMixture(project.root, { parents, switched });
  if (!laidOut.ok) return nothing;
  const pipeline = mixedPipeline(parents, switched);
  const isOutside = (id: string) =>
    pipeline.stages.some((one) => one.id === id && (one.work.kind === 'extract' || one.network !== null));
  const given = new Map(
    pipeline.stages.flatMap(({ id }) => {
      if (!isOutside(id)) return [];
      const isBad = switched.some((i) => {
        const told = parents.switches[i]?.told;
        return told?.kind === 'data' && told.stage === id;
      });
      return [...recordedResults(isBad ? parents.bad.record : parents.good.record, new Set([id]))];
    }),
  );
  const made = new Set(pipeline.stages.flatMap(({ id }) => (given.has(id) ? [] : [id])));
  const prepared = await prepare({ project, pipeline, made, env: request.env });
  if (!prepared.ok) return nothing;
  const { jobs, signal, emit } = request;
  const end = await makeAgain(prepared.value, { given, jobs, signal, emit });
  const ran = end.outcomes.flatMap(({ kind, stage }) => (kind === 'ran' ? [stage] : []));
  const predictions = findPredictions(request.good.record);
  const output = pipeline.stages.find(({ id }) => id === predictions?.stage.id)?.outputs.predictions;
  const { metric, failing, good } = request;
  if (failing !== null) return { table: null, value: endedWell(end.outcomes, failing), ran };
  const value = end.state === 'ok' ? reported(end.outcomes, metric) : null;
  if (value === null || good.table === null || output === undefined) return { table: null, value, ran };
  const read = await readPredictionFile(join(project.root, output.path), {
    stage: good.table.stage,
    part: 'test',
    shown: output.path,
    ...(good.table.declared !== undefined && { declared: good.table.declared }),
    metrics: predictions?.stage.metrics,
  });
  return { table: read.ok ? read.value : null, value, ran };
}

/** 1 where the stage gave a result, 0 where it failed, null where it was not reached. */
function endedWell(outcomes: readonly Outcome[], stage: string): number | null {
  const kind = outcomes.find((one) => one.stage === stage)?.kind;
  return kind === 'ran' || kind === 'cached' ? 1 : kind === 'failed' ? 0 : null;
}

function reported(outcomes: readonly Outcome[], metric: string): number | null {
  const [stage = '', name = ''] = [
    metric.slice(0, metric.indexOf('.')),
    metric.slice(metric.indexOf('.') + 1),
  ];
  const outcome = outcomes.find((one) => one.stage === stage);
  if (outcome?.kind !== 'ran' && outcome?.kind !== 'cached') return null;
  return outcome.result.metrics[name]?.value ?? null;
}
