import type { Digest } from '../base/digest.ts';
import type { Observation, ObservedStage } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { Fingerprint } from '../model/recipe.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { type Decision, decideStage } from './decide-stage.ts';
import type { ExplainedRecipe } from './explain-change.ts';
import { inputContents } from './input-contents.ts';
import { makeRecipe } from './make-recipe.ts';
import { type FolderLookup, namedFiles } from './named-files.ts';

/** What deciding asks of the store. */
export interface PlanLookups<Last extends ExplainedRecipe = ExplainedRecipe> {
  readonly result: (fingerprint: Fingerprint) => Promise<ResultRecord | null>;
  readonly last: (stage: string) => Promise<Last | null>;
  /** The files of a folder of this digest, where the store knows it. */
  readonly tree?: FolderLookup;
}

export interface RecipeRequest {
  readonly spec: StageSpec;
  /** Those that it reads from among them. */
  readonly stages: readonly StageSpec[];
  readonly observation: Observation;
  /** The content of an upstream output, where it is known. */
  readonly contentOf: (stage: string, output: string) => Digest | undefined;
}

export interface StageRecipe {
  readonly observed: ObservedStage;
  readonly decided: DecidedRecipe;
  /** Null where one of them is not known, or not there: then `decided` stands for no result. */
  readonly inputs: Readonly<Record<string, Digest>> | null;
}

export interface StageDecision<Last extends ExplainedRecipe> {
  readonly decision: Decision;
  /** The result that stands under the fingerprint, whether it is used or not. */
  readonly standing: ResultRecord | null;
  readonly last: Last | null;
}

/** The recipe that a stage has, given what is known of the stages above it. */
export function recipeOf({ spec, stages, observation, contentOf }: RecipeRequest): StageRecipe {
  const observed = observation.stages[spec.id];
  if (observed === undefined) throw new Error(`stage ${spec.id} was not observed`);
  if (observed.standing !== null) {
    const { recipe, fingerprint, codeParts } = observed.standing;
    return { observed, inputs: {}, decided: { recipe, fingerprint, codeParts } };
  }
  const inputs = inputContents({ spec, observed, contentOf });
  return {
    observed,
    inputs,
    decided: makeRecipe({ spec, stages, observed, observation, inputs: inputs ?? {} }),
  };
}

/** Whether a stage of this recipe may be skipped: the one place where plans and runs ask. */
export async function decide<Last extends ExplainedRecipe>(
  { observed, decided }: StageRecipe,
  {
    spec,
    lookups,
    isForced,
    now,
  }: {
    readonly spec: StageSpec;
    readonly lookups: PlanLookups<Last>;
    readonly isForced: boolean;
    readonly now: Date;
  },
): Promise<StageDecision<Last>> {
  const standing = observed.standing ?? (await lookups.result(decided.fingerprint));
  const last = await lookups.last(spec.id);
  const decision = decideStage({
    spec,
    decided,
    result: standing,
    last,
    source: observed,
    // What may not be asked for cannot be made anew.
    isForced: isForced && observed.standing === null,
    now,
  });
  const reasons = await namedFiles(decision.reasons, {
    recipe: decided.recipe,
    observed,
    tree: lookups.tree,
  });
  return { decision: { ...decision, reasons }, standing, last };
}
