import type { Reason } from './reason.ts';
import type { CodeParts, Fingerprint, Recipe } from './recipe.ts';

/** What would happen to each stage, as far as can be known before anything runs. In pipeline order. */
export type Plan = readonly PlannedStage[];

export type PlannedStage =
  | {
      readonly kind: 'cached';
      readonly stage: string;
      readonly decided: DecidedRecipe;
      readonly reasons: readonly Reason[];
    }
  | {
      readonly kind: 'stale';
      readonly stage: string;
      readonly decided: DecidedRecipe;
      readonly reasons: readonly Reason[];
    }
  /** Its recipe depends on what stale stages above it give. */
  | { readonly kind: 'waiting'; readonly stage: string; readonly reasons: readonly Reason[] };

export interface DecidedRecipe {
  readonly recipe: Recipe;
  readonly fingerprint: Fingerprint;
  readonly codeParts: CodeParts;
}
