import type { ForestEngine, ForestParams } from './forest-params.ts';

/** A trained forest: plain data, no code. */
export type ForestModel = ForestClassifier | ForestRegressor;

interface Forest {
  readonly engine: ForestEngine;
  /** Names of the feature columns, in the order that trees number them. */
  readonly features: readonly string[];
  readonly params: ForestParams;
  readonly seed: number;
  readonly trees: readonly ForestTree[];
  /** Mean decrease of impurity a feature, summing to 1; all 0 where no tree splits or the engine does not tell. */
  readonly importance: Float64Array;
  readonly outOfBag: OutOfBag | null;
}

export interface ForestClassifier extends Forest {
  readonly task: 'classification';
  /** Names of the classes, in the order of probability columns. */
  readonly classes: readonly string[];
  /** A factor a class, applied to leaf counts. */
  readonly classWeights: Float64Array;
}

export interface ForestRegressor extends Forest {
  readonly task: 'regression';
}

/**
 * One decision tree as flat arrays, an element a node, in preorder: the left child of a split at `i` is at
 * `i + 1`.
 */
export interface ForestTree {
  /** The feature that a split asks for, by its place in `features`; `LEAF` for a leaf. */
  readonly feature: Uint16Array;
  /** A row goes left where its value ≤ threshold. Never NaN; 0 for a leaf. */
  readonly threshold: Float64Array;
  /** 1 where a missing value (NaN) goes left; 0 for a leaf. */
  readonly missingLeft: Uint8Array;
  /** For a split, its right child; for a leaf, its number among the leaves in preorder. */
  readonly right: Int32Array;
  /**
   * Classifier: leaves × classes counts of training rows (a row drawn twice counts twice), before class
   * weights. Regressor: one mean a leaf.
   */
  readonly leaves: Uint32Array | Float64Array;
}

export const LEAF = 0xffff;

/** The score on rows that a tree did not see, by the trees that did not see them. */
export interface OutOfBag {
  /** Accuracy of a classifier, R² of a regressor. */
  readonly score: number;
  /** How many rows had at least one such tree: only these are scored. */
  readonly rows: number;
}
