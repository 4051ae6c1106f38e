import { type Digest, digestOf } from '../base/digest.ts';
import { deriveSeed } from '../base/random.ts';
import type { Observation, ObservedStage } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { Fingerprint, Recipe } from '../model/recipe.ts';

/** The recipe of a stage and its fingerprint, once the content of all its inputs is known. */
export function makeRecipe({
  spec,
  observed,
  observation,
  inputs,
}: {
  readonly spec: StageSpec;
  readonly observed: ObservedStage;
  readonly observation: Observation;
  /** Input name → content digest. */
  readonly inputs: Readonly<Record<string, Digest>>;
}): DecidedRecipe {
  const recipe: Recipe = {
    schema: 'stage-recipe/1',
    code: observed.code,
    packages: observed.packages,
    params: observed.params,
    inputs: observed.sourceState === null ? inputs : { ...inputs, source: observed.sourceState },
    outputs: Object.fromEntries(Object.entries(spec.outputs).map(([name, { format }]) => [name, format])),
    seed: deriveSeed(observation.seed, spec.id),
    env: observed.env,
    runtime: observation.runtime,
  };
  return { recipe, fingerprint: fingerprintOf(recipe), codeParts: observed.codeParts };
}

export function fingerprintOf(recipe: Recipe): Fingerprint {
  return digestOf('stage-recipe/1', recipe) as Fingerprint;
}
