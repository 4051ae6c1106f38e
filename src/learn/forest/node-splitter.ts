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

/** The training rows of a node: a range of those of its tree, which stand in node order. */
export interface NodeRows {
  /** Row numbers. */
  readonly order: Int32Array;
  /** Of the row at that place: its class number, and times drawn << 16. */
  readonly drawn: Int32Array;
  readonly start: number;
  readonly end: number;
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

/** The bins of one feature that have rows of the node: `present[from … bins − 1]`, ascending. */
export interface PresentBins {
  readonly feature: number;
  /** How many there are; the first is bin 0 where a value is missing. */
  readonly bins: number;
  readonly missingLeft: boolean;
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
  enter(node: NodeRows): boolean;
  /** Updates `best`; returns whether the feature has more than one bin with rows in this node. */
  tryFeature(feature: number): boolean;
  /** Adds the entered node's value to the leaves. */
  addLeaf(leaves: number[]): void;
}

export function noSplit(): BestSplit {
  return { feature: -1, bin: 0, nextBin: -1, hasMissing: false, missingLeft: false, score: -Infinity };
}

/** The bins that rows were counted into, and how many rows, where leaves have a least number of them. */
export class BinRegister {
  readonly seen = new Uint8Array(256);
  readonly present = new Uint16Array(256);
  readonly rows = new Int32Array(256);
  readonly #words = new Uint32Array(this.seen.buffer);

  /** Moves the numbers of seen bins, ascending, to `present` and forgets them; returns how many there are. */
  takePresent(): number {
    const { seen, present } = this;
    const words = this.#words;
    let count = 0;
    for (let word = 0; word < 64; word++) {
      if (words[word] === 0) continue;
      for (let bin = word * 4; bin < word * 4 + 4; bin++) if (seen[bin] === 1) present[count++] = bin;
      words[word] = 0;
    }
    return count;
  }

  countRows({ order, start, end }: NodeRows, column: Uint8Array): void {
    const rows = this.rows;
    for (let i = start; i < end; i++) rows[column[order[i]!]!]!++;
  }
}
