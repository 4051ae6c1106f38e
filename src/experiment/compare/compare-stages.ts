import { canonicalJson } from '../../base/canonical-json.ts';
import type { Json } from '../../base/json.ts';
import type { FactChange, LineageStep, StageChange } from '../../model/comparison.ts';
import type { Reason } from '../../model/reason.ts';
import type { ExperimentRecord, StageRecord } from '../../model/record.ts';
import { explainChange } from '../../plan/explain-change.ts';
import { findStage } from '../../plan/order-stages.ts';
import { changedFacts } from './changed-facts.ts';
import { compareOutputs } from './compare-outputs.ts';
import { cutDiff, diffText } from './diff-text.ts';

/** Each stage of two experiments with how its results relate, in dependency order. */
export function compareLineage(
  baseline: ExperimentRecord,
  candidate: ExperimentRecord,
): readonly LineageStep[] {
  return pairedStages(baseline, candidate).map(({ id, before, after }) => ({
    stage: id,
    fingerprints: [before?.fingerprint ?? null, after?.fingerprint ?? null],
    relation:
      before === null ? 'only-candidate' : after === null ? 'only-baseline' : relationOf(before, after),
  }));
}

/** The stages that differ: those with a change of their own first, then those that only followed. */
export function compareStages(
  baseline: ExperimentRecord,
  candidate: ExperimentRecord,
): readonly StageChange[] {
  const changes = pairedStages(baseline, candidate).flatMap(
    ({ id, before, after }): readonly StageChange[] => {
      if (before === null || after === null) {
        return [
          { stage: id, kind: before === null ? 'added' : 'removed', reasons: [], code: null, outputs: [] },
        ];
      }
      const spec = findStage(candidate.pipeline.stages, id) ?? null;
      const reasons = reasonsOf(before, after, spec);
      const hasBoth = hasResult(before) && hasResult(after);
      const outputs = hasBoth ? compareOutputs(before, after) : [];
      if (hasBoth && reasons.length === 0 && outputs.length === 0) return [];
      return [
        {
          stage: id,
          kind: kindOf(reasons, { after, hasBoth }),
          reasons,
          code: codeDiff(before, after),
          outputs,
        },
      ];
    },
  );
  const isLater = ({ kind }: StageChange): boolean => kind === 'follows' || kind === 'no-result';
  return [...changes.filter((change) => !isLater(change)), ...changes.filter(isLater)];
}

/** What each of the two ran with beside its commit; null where that is the same. */
export function compareUncommitted(
  baseline: ExperimentRecord,
  candidate: ExperimentRecord,
): { readonly baseline: string; readonly candidate: string } | null {
  const [before, after] = [baseline.git?.diff ?? '', candidate.git?.diff ?? ''];
  return before === after ? null : { baseline: cutDiff(before), candidate: cutDiff(after) };
}

/** Facts of the machine and the pipeline that differ. */
export function compareEnvironment(
  baseline: ExperimentRecord,
  candidate: ExperimentRecord,
): readonly FactChange[] {
  const facts = (record: ExperimentRecord): Readonly<Record<string, Json>> => ({
    'pipeline seed': record.pipeline.seed,
    'git commit': record.git?.commit ?? null,
    'uncommitted changes': record.git?.isDirty ?? null,
    labbook: record.environment.labbook,
    node: record.environment.node,
    platform: record.environment.platform,
    arch: record.environment.arch,
    cpu: record.environment.cpu,
    cpus: record.environment.cpus,
    memory: record.environment.memoryBytes,
  });
  return changedFacts(facts(baseline), facts(candidate));
}

interface PairedStage {
  readonly id: string;
  readonly before: StageRecord | null;
  readonly after: StageRecord | null;
}

function pairedStages(baseline: ExperimentRecord, candidate: ExperimentRecord): readonly PairedStage[] {
  const [old, now] = [baseline.stages, candidate.stages].map(
    (stages) => new Map(inDependencyOrder(stages).map((stage) => [stage.id, stage])),
  );
  const ids = [...new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])])];
  return ids.map((id) => ({ id, before: old?.get(id) ?? null, after: now?.get(id) ?? null }));
}

/** Each stage after all that it depends on; the pipeline's order decides between those that are free to go. */
function inDependencyOrder(stages: readonly StageRecord[]): readonly StageRecord[] {
  const ids = new Set(stages.map(({ id }) => id));
  const ordered: StageRecord[] = [];
  const done = new Set<string>();
  let pending = stages;
  while (pending.length > 0) {
    const next = pending.find(({ dependsOn }) => dependsOn.every((id) => done.has(id) || !ids.has(id)));
    // A cycle is refused long before a record is written; what is left of one keeps its order.
    if (next === undefined) return [...ordered, ...pending];
    ordered.push(next);
    done.add(next.id);
    pending = pending.filter((stage) => stage !== next);
  }
  return ordered;
}

function relationOf(before: StageRecord, after: StageRecord): LineageStep['relation'] {
  if (!hasResult(before) || !hasResult(after)) return 'no-result';
  const contents = ({ outputs, metrics }: StageRecord): string =>
    canonicalJson([outputs.map(({ name, content }) => [name, content]).sort(), metrics]);
  const isSameResult = contents(before) === contents(after);
  if (before.fingerprint === after.fingerprint) return isSameResult ? 'same' : 'unexplained';
  return isSameResult ? 'same-result' : 'different';
}

function hasResult({ state }: StageRecord): boolean {
  return state === 'ran' || state === 'cached';
}

function kindOf(
  reasons: readonly Reason[],
  { after, hasBoth }: { readonly after: StageRecord; readonly hasBoth: boolean },
): StageChange['kind'] {
  if (reasons.some((reason) => isOwn(reason, after))) return 'cause';
  if (reasons.length > 0) return 'follows';
  return hasBoth ? 'unexplained' : 'no-result';
}

function reasonsOf(
  before: StageRecord,
  after: StageRecord,
  spec: ExperimentRecord['pipeline']['stages'][number] | null,
): readonly Reason[] {
  if (before.recipe === null || after.recipe === null || before.fingerprint === after.fingerprint) return [];
  const explained = ({ codeParts }: StageRecord, recipe: NonNullable<StageRecord['recipe']>) => ({
    recipe,
    codeParts,
  });
  return explainChange({
    before: explained(before, before.recipe),
    after: explained(after, after.recipe),
    spec,
  });
}

/** Whether a reason stands by itself, and is not another stage's result that changed. */
function isOwn(reason: Reason, stage: StageRecord): boolean {
  if (reason.kind !== 'input') return true;
  const from = stage.inputs.find(({ name }) => name === reason.name)?.from ?? reason.from;
  return !stage.dependsOn.some((id) => from.startsWith(`${id}.`));
}

function codeDiff(before: StageRecord, after: StageRecord): StageChange['code'] {
  if (before.source === null || after.source === null || before.source.text === after.source.text)
    return null;
  const [from, to] = [before.source, after.source];
  return {
    path: to.path,
    diff: diffText({ from: from.path, to: to.path, before: from.text, after: to.text }),
  };
}
