import { type Digest, digestOf } from '../base/digest.ts';
import { deriveSeed } from '../base/random.ts';
import type { Observation, ObservedStage } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { Fingerprint, Recipe } from '../model/recipe.ts';
import { shownFiles } from './shown-files.ts';

/** The recipe of a stage and its fingerprint, once the content of all its inputs is known. */
export function makeRecipe({
  spec,
  stages,
  observed,
  observation,
  inputs,
}: {
  readonly spec: StageSpec;
  /** Those that it reads from among them. */
  readonly stages: readonly StageSpec[];
  readonly observed: ObservedStage;
  readonly observation: Observation;
  /** Input name → content digest. */
  readonly inputs: Readonly<Record<string, Digest>>;
}): DecidedRecipe {
  const recipe: Recipe = {
    schema: 'stage-recipe/2',
    code: observed.code,
    packages: observed.packages,
    wiring: observed.wiring,
    params: observed.params,
    inputs: observed.sourceState === null ? inputs : { ...inputs, source: observed.sourceState },
    outputs: Object.fromEntries(Object.entries(spec.outputs).map(([name, { format }]) => [name, format])),
    shown: shownFiles(spec, stages),
    // An extract stage asks a server; what that said is told by its source's state.
    network: spec.network !== null || spec.work.kind === 'extract',
    seed: deriveSeed(observation.seed, spec.id),
    env: observed.env,
    ...programParts(spec, { observed, observation }),
  };
  return { recipe, fingerprint: fingerprintOf(recipe), codeParts: observed.codeParts };
}

/** The fingerprint that the same recipe has where its source was in another state. */
export function fingerprintFor(recipe: Recipe, source: Digest): Fingerprint {
  return fingerprintOf({ ...recipe, inputs: { ...recipe.inputs, source } });
}

/** Node decides nothing of what another program does; instructions and files of the platform do. */
function programParts(
  { work }: StageSpec,
  { observed: { tools }, observation }: { observed: ObservedStage; observation: Observation },
): Pick<Recipe, 'runtime' | 'command' | 'tools'> {
  const { platform, arch } = observation.runtime;
  const none = { node: 'none', v8: 'none', icu: 'none', tz: 'none', unicode: 'none' };
  return {
    ...(tools === undefined ? {} : { tools }),
    ...(work.kind === 'command'
      ? { command: work.argv, runtime: { ...none, platform, arch } }
      : { runtime: observation.runtime }),
  };
}

export function fingerprintOf(recipe: Recipe): Fingerprint {
  return digestOf('stage-recipe/2', recipe) as Fingerprint;
}
