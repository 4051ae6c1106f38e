import { err, ok, type Result } from '../base/result.ts';
import { recordedPipeline } from '../experiment/record/recorded-pipeline.ts';
import type {
  ChangedSource,
  JudgedOutput,
  LeakageFinding,
  LeftOut,
  ProbeCheck,
  SourceChange,
} from '../model/leakage-check.ts';
import type { Problem } from '../model/problem.ts';
import { withUpstream } from '../plan/order-stages.ts';
import { inputPaths } from '../reproduce/input-paths.ts';
import { recordedResults } from '../reproduce/recorded-result.ts';
import { makeScratchProject } from '../reproduce/scratch-project.ts';
import { findSplit } from './find-split.ts';
import { type Horizon, knownBy, knownOfOthers } from './known-rows.ts';
import { makeVariant, type Variant } from './make-variant.ts';
import { probePlan } from './probe-plan.ts';
import type { ProbeRequest } from './probe-request.ts';
import { declaredTimes, middleInstant, probeSources } from './probe-sources.ts';

const changes: readonly SourceChange[] = ['values', 'rows'];

/**
 * Changes everything in an experiment's sources that must not be known (what happens after an instant, what the groups
 * of the test part are like), makes its data stages again in a folder of its own, and requires every row that was
 * known to be the same, byte for byte. What it finds is a leak, for certain; what it does not reach it tells.
 */
export async function probeLeakage(request: ProbeRequest): Promise<Result<ProbeCheck, readonly Problem[]>> {
  const { record, store, question } = request;
  if (record.materials === undefined) return err([{ kind: 'no-materials', experiment: record.id }]);
  const read = recordedPipeline(record);
  if (!read.ok) return err([read.error]);
  const pipeline = read.value;
  const told = { times: declaredTimes(pipeline), labels: request.labels };
  const column = question.kind === 'groups' ? question.column : null;
  const split = await findSplit({ record, store }, { column, told });
  const plan = probePlan(
    { record, pipeline },
    { split: split?.stage ?? null, isWithModels: request.isWithModels },
  );
  const paths = inputPaths(record, plan.made);
  const sources = probeSources({ record, pipeline, store }, { stages: plan.sources, paths, told });
  const atMs =
    question.kind === 'groups'
      ? null
      : (question.atMs ??
        (split?.lastLearntMs == null ? null : split.lastKnownMs) ??
        (await middleInstant(sources)));
  const facts = { kind: question.kind, atMs, column };
  const nothing = (why: LeftOut['why'], name = ''): Result<ProbeCheck, never> =>
    ok({ ...facts, state: 'unknown', sources: [], judged: [], findings: [], left: [{ name, why }] });
  if (column !== null && split === null) return nothing('no-split');
  if (column !== null && split?.testGroups == null)
    return nothing('no-group', `${split?.stage}.${split?.output.name}`);
  const horizon = horizonOf(atMs, column, split?.testGroups ?? []);
  if (horizon === null) return nothing('no-time');
  if (plan.made.size === 0) return nothing('no-effect');
  const laidOut = await makeScratchProject({
    record,
    store,
    given: recordedResults(record, plan.sources),
    inputs: paths,
    modules: request.modules,
    signal: request.signal,
  });
  if (!laidOut.ok) return laidOut;
  await using scratch = laidOut.value;
  const isFit =
    question.kind === 'groups' ||
    (split?.lastLearntMs != null && atMs !== null && atMs >= split.lastLearntMs);
  const scene = { request, pipeline, plan, sources, split, horizon, told, scratch, isFit };
  const made: Variant[] = [];
  for (const change of changes) {
    const variant = await makeVariant(scene, change);
    if (!variant.ok) return variant;
    made.push(variant.value);
  }
  const shared: LeakageFinding[] =
    split?.inBoth == null
      ? []
      : [{ kind: 'in-both', stage: split.stage, output: split.output.name, ...split.inBoth }];
  let findings = firstOfEach([...shared, ...made.flatMap((variant) => variant.findings)]);
  const unsteady: LeftOut[] = [];
  if (findings.length > shared.length) {
    // A stage that gives other bytes from the same inputs proves nothing about the future.
    const found = [...new Set(findings.map(({ stage }) => stage))];
    const needed = withUpstream(pipeline.stages, found);
    const again = {
      ...plan,
      made: new Set([...plan.made].filter((id) => needed.has(id))),
      judged: plan.judged.filter(({ stage }) => found.includes(stage)),
    };
    const control = await makeVariant({ ...scene, plan: again }, null);
    if (!control.ok) return control;
    const isSteady = ({ stage, output }: LeakageFinding) =>
      !control.value.findings.some((one) => one.stage === stage && one.output === output);
    unsteady.push(
      ...findings
        .filter((one) => !isSteady(one))
        .map((one) => leftOut(`${one.stage}.${one.output}`, 'not-same')),
    );
    findings = findings.filter(isSteady);
  }
  const order = pipeline.stages.map(({ id }) => id);
  return ok({
    ...facts,
    ...summary({ made, findings, unsteady, models: plan.models }),
    findings: [...findings].sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage)),
  });
}

function horizonOf(atMs: number | null, column: string | null, groups: readonly string[]): Horizon | null {
  if (column !== null) return knownOfOthers(column, groups);
  return atMs === null ? null : knownBy(atMs);
}

function summary({
  made,
  findings,
  unsteady,
  models,
}: {
  readonly made: readonly Variant[];
  readonly findings: readonly LeakageFinding[];
  readonly unsteady: readonly LeftOut[];
  readonly models: readonly string[];
}): Pick<ProbeCheck, 'state' | 'sources' | 'judged' | 'left'> {
  const judged = new Map<string, JudgedOutput>();
  for (const one of made.flatMap((variant) => variant.judged)) {
    const name = `${one.stage}.${one.output}`;
    const rows = judged.get(name)?.rows ?? one.rows;
    if (!unsteady.some((left) => left.name === name)) judged.set(name, { ...one, rows });
  }
  const left = new Map(
    [...unsteady, ...made.flatMap((variant) => variant.left)].map((one) => [one.name, one]),
  );
  for (const name of judged.keys()) left.delete(name);
  for (const id of models) left.set(id, leftOut(id, 'models'));
  const sources: ChangedSource[] = [...(made[0]?.sources ?? [])];
  const isTouched = made.some((variant) => variant.isTouched);
  if (findings.length === 0 && (!isTouched || judged.size === 0)) left.set('', leftOut('', 'no-effect'));
  const isOpen = [...left.values()].some(({ why }) =>
    ['failed', 'not-kept', 'not-same', 'no-effect'].includes(why),
  );
  const state = findings.length > 0 ? 'failed' : isOpen ? 'unknown' : 'passed';
  return { state, sources, judged: [...judged.values()], left: [...left.values()] };
}

function leftOut(name: string, why: LeftOut['why']): LeftOut {
  return { name, why };
}

/** Each place once, as the first change that showed it did. */
function firstOfEach(findings: readonly LeakageFinding[]): LeakageFinding[] {
  const seen = new Set<string>();
  return findings.filter((one) => {
    const place = JSON.stringify([one.kind, one.stage, one.output, one.kind === 'value' ? one.column : null]);
    return !seen.has(place) && seen.add(place);
  });
}
