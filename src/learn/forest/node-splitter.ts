import type { ForestParams } from './forest-params.ts';

/** What trees are grown from: plain data and shared memory, so that it can go to a thread as it is. */
export interface ForestJob {
  readonly task: 'classification' | 'regression';
  readonly rows: number;
  readonly bins: SharedArrayBuffer;
  readonly low: readonly Float64Array[];
  readonly high: readonly Float64Array[];
  /** Class numbers as Uint16Array, or a number a row as Float64Array, in shared memory. */
  readonly target: SharedArrayBuffer;
  /** A factor a class; empty in a regression. */
  readonly classWeights: Float64Array;
  readonly params: ForestParams;
  readonly seed: number;
}

/** The training rows of one tree, in node order: each node is a range `start … end` of them. */
export interface NodeRows {
  /** Row numbers. */
  readonly order: Int32Array;
  /** Of the row at that place: its class number, and times drawn << 16. */
  readonly drawn: Int32Array;
}

/** The best cut found so far in a node: bins 1 … `bin` go left. */
export interface BestSplit {
  feature: number;
  bin: number;
  /** The next bin that has rows of the node; −1 where only missing values go right. */
  nextBin: number;
  hasMissing: boolean;
  missingLeft: boolean;
  /** Σ over both children of what the criterion maximises; above the node's own score by the gain. */
  score: number;
}

/**
 * Looks for the best cut of one node after the other. `enter` a node, `tryFeature` as many features as
 * wanted, then read `best`.
 */
export interface NodeSplitter {
  readonly best: BestSplit;
  /** The entered node's own score; a split's gain is `best.score − nodeScore`. */
  readonly nodeScore: number;
  /** Reads the node's totals; returns whether its targets are all equal. */
  enter(rows: NodeRows, start: number, end: number): boolean;
  /** Updates `best`; returns whether the feature has more than one bin with rows in this node. */
  tryFeature(feature: number): boolean;
  /** Adds the entered node's value to the leaves. */
  addLeaf(leaves: number[]): void;
}

export function noSplit(): BestSplit {
  return { feature: -1, bin: 0, nextBin: -1, hasMissing: false, missingLeft: false, score: -Infinity };
}

/** Moves the numbers of seen bins, ascending, to `present` and forgets them; returns how many there are. */
export function takePresent(seen: Uint8Array, seenWords: Uint32Array, present: Uint16Array): number {
  let count = 0;
  for (let word = 0; word < 64; word++) {
    if (seenWords[word] === 0) continue;
    for (let bin = word * 4; bin < word * 4 + 4; bin++) if (seen[bin] === 1) present[count++] = bin;
    seenWords[word] = 0;
  }
  return count;
}
