/**
 * Looks for the best cut of one node after the other. `enter` a node, `tryFeature` as many features as
 * wanted, then read `best`.
 */
export interface NodeSplitter {
  readonly best: BestSplit;
  /** The entered node's own score; a split's gain is `best.score − nodeScore`. */
  readonly nodeScore: number;
  /** Reads the node's totals; returns whether its targets are all equal. */
  enter(node: NodeRows): boolean;
  /** Updates `best`; returns whether the feature varies in this node, as far as its bins tell. */
  tryFeature(feature: number): boolean;
  /** Adds the entered node's value to the leaves. */
  addLeaf(leaves: number[]): void;
}

/** The training rows of a node: a range of those of its tree, which stand in node order. */
export interface NodeRows {
  /** Row numbers. */
  readonly order: Int32Array;
  /** Of the row at that place: its class number, and times drawn << 16. */
  readonly drawn: Int32Array;
  readonly start: number;
  readonly end: number;
}

/** The best cut found so far in a node: values up to `threshold` go left. */
export interface BestSplit {
  feature: number;
  threshold: number;
  /** Whether the cut is inside a bin of the job, so that only values tell on which side a row is. */
  isZoomed: boolean;
  /** The last bin that goes left. */
  bin: number;
  /** The next bin that has rows of the node; −1 where only missing values go right. */
  nextBin: number;
  hasMissing: boolean;
  missingLeft: boolean;
  /** Σ over both children of what the criterion maximises; above the node's own score by the gain. */
  score: number;
}

/** The bins of one feature that have rows of the node: `present[from … bins − 1]`, ascending. */
export interface PresentBins {
  readonly feature: number;
  /** Rows of the node. */
  readonly rows: number;
  /** How many there are; the first is bin 0 where a value is missing. */
  readonly bins: number;
  readonly missingLeft: boolean;
}

export function noSplit(): BestSplit {
  return {
    feature: -1,
    threshold: 0,
    isZoomed: false,
    bin: 0,
    nextBin: -1,
    hasMissing: false,
    missingLeft: false,
    score: -Infinity,
  };
}
