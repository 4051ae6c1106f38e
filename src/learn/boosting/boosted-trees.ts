import type { ForestTree } from '../forest/forest-model.ts';
import type { ResolvedBoostingParams } from './boosting-params.ts';

/** Trained boosted trees: plain data, no code. */
export interface BoostedTrees {
  readonly kind: 'boosted-trees';
  readonly task: 'classification' | 'regression';
  /** Names of the feature columns, in the order that trees number them. */
  readonly features: readonly string[];
  /** Names of the classes, in the order of probability columns; a regression has none. */
  readonly classes: readonly string[];
  readonly params: ResolvedBoostingParams;
  readonly seed: number;
  /** What each output is before any tree; the outputs are one, or one a class where there are more than two. */
  readonly base: Float64Array;
  /** Round after round, one tree an output; a leaf holds what is added, the learning rate in it. */
  readonly trees: readonly ForestTree[];
  /** The share of all gains that each feature's splits have; all 0 where no tree splits. */
  readonly importance: Float64Array;
  /** The mean loss of the training and the validation rows after each round; the latter NaN without any. */
  readonly curve: { readonly loss: Float64Array; readonly validationLoss: Float64Array };
}

/** Outputs of a model of so many classes (0 for a regression). */
export function outputCount(classes: number): number {
  return classes > 2 ? classes : 1;
}
