import type { Observation } from '../model/observation.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Reason } from '../model/reason.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { explainChange } from '../plan/explain-change.ts';
import { makeRecipe } from '../plan/make-recipe.ts';

/**
 * How what will run differs from what was recorded, before anything has: runtime, packages, environment, code.
 * Each difference once, whatever the number of stages that have it.
 */
export function runtimeChanges({
  record,
  pipeline,
  observation,
}: {
  readonly record: ExperimentRecord;
  readonly pipeline: Pipeline;
  readonly observation: Observation;
}): readonly Reason[] {
  const found = new Map<string, Reason>();
  for (const [id, observed] of Object.entries(observation.stages)) {
    const stage = record.stages.find((one) => one.id === id);
    const spec = pipeline.stages.find((one) => one.id === id);
    if (!stage?.recipe || spec === undefined) continue;
    // Inputs are known once their stages have run; the recorded ones stand in for them.
    const { inputs } = stage.recipe;
    const after = makeRecipe({ spec, stages: pipeline.stages, observed, observation, inputs });
    const before = { recipe: stage.recipe, codeParts: stage.codeParts };
    for (const reason of explainChange({ before, after, spec })) found.set(JSON.stringify(reason), reason);
  }
  return [...found.values()];
}

/** Whether numbers may come out a little different: another runtime or other packages do the arithmetic. */
export function isOtherRuntime(changes: readonly Reason[]): boolean {
  return changes.some(({ kind }) => kind === 'runtime' || kind === 'package');
}
