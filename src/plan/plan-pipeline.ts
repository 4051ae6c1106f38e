import type { Observation } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { Plan, PlannedStage } from '../model/plan.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { decide, type PlanLookups, recipeOf } from './decide.ts';
import { orderStages, upstreamOf } from './order-stages.ts';

/**
 * What a run would do, as far as can be known without running: below a stale stage nothing is certain,
 * since an equal result would leave what reads it cached.
 */
export async function planPipeline({
  stages,
  observation,
  lookups,
  isForced,
  now,
}: {
  readonly stages: readonly StageSpec[];
  readonly observation: Observation;
  readonly lookups: PlanLookups;
  readonly isForced: (stage: string) => boolean;
  readonly now: Date;
}): Promise<Plan> {
  const planned = new Map<string, PlannedStage>();
  const known = new Map<string, ResultRecord>();
  const contentOf = (stage: string, output: string) => known.get(stage)?.outputs[output]?.content;
  for (const spec of orderStages(stages)) {
    const uncertain = upstreamOf(spec).filter((id) => planned.get(id)?.kind !== 'cached');
    const recipe = uncertain.length > 0 ? null : recipeOf({ spec, stages, observation, contentOf });
    if (recipe === null || recipe.inputs === null) {
      planned.set(spec.id, {
        kind: 'waiting',
        stage: spec.id,
        reasons: [{ kind: 'waiting', stages: uncertain }],
      });
      continue;
    }
    const { decided } = recipe;
    const { decision } = await decide(recipe, { spec, lookups, isForced: isForced(spec.id), now });
    planned.set(spec.id, { kind: decision.kind, stage: spec.id, decided, reasons: decision.reasons });
    if (decision.kind === 'cached') known.set(spec.id, decision.result);
  }
  return stages.flatMap(({ id }) => planned.get(id) ?? []);
}
