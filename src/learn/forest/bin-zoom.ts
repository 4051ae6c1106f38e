import type { BinRegister } from './bin-register.ts';
import type { ForestJob } from './forest-job.ts';
import type { NodeRows } from './node-splitter.ts';

/** Nodes with more bins than this are cut between bins: one of those cuts is near the best. */
const MOST_BINS = 8;

/** Rows a bin, on average, below which looking closer finds little. */
const LEAST_ROWS_PER_BIN = 8;

const LOCAL_BINS = 255;

/**
 * A closer look at one feature in one node. A node deep in a tree may lie within a few bins of a feature;
 * what happens inside a bin would be out of its reach. There its rows are binned anew, by their values, into
 * 255 bins of equal width between the least and the greatest that the node has.
 */
export class BinZoom {
  /** A local bin a row, for the rows of the node that was looked at last; 0 where the value is missing. */
  readonly bins: Uint8Array;
  /** The least and the greatest value of the node in each local bin. */
  readonly low = new Float64Array(LOCAL_BINS + 1);
  readonly high = new Float64Array(LOCAL_BINS + 1);
  readonly #values: readonly Float64Array[];
  readonly #job: ForestJob;

  constructor(job: ForestJob) {
    this.#job = job;
    this.bins = new Uint8Array(job.rows);
    this.#values = job.low.map((_, f) => new Float64Array(job.values, 8 * f * job.rows, job.rows));
  }

  /** Whether the feature's present bins of a node are few, full, and hold different values. */
  isWorth(
    feature: number,
    { rows, present, bins }: { rows: number; bins: number } & Pick<BinRegister, 'present'>,
  ): boolean {
    if (bins > MOST_BINS || rows < LEAST_ROWS_PER_BIN * bins) return false;
    const low = this.#job.low[feature]!;
    const high = this.#job.high[feature]!;
    for (let i = 0; i < bins; i++) if (low[present[i]!]! < high[present[i]!]!) return true;
    return false;
  }

  /** Writes `bins`, `low` and `high` for the node's rows. */
  look(feature: number, { order, start, end }: NodeRows): void {
    const values = this.#values[feature]!;
    const { bins, low, high } = this;
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      const value = values[order[i]!]!;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    // Halves, since the difference of two great numbers may be infinite; 0 where all values are equal.
    const scale = greatest > least ? (LOCAL_BINS - 1) / (greatest / 2 - least / 2) / 2 : 0;
    low.fill(Number.POSITIVE_INFINITY);
    high.fill(Number.NEGATIVE_INFINITY);
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      const value = values[row]!;
      if (Number.isNaN(value)) {
        bins[row] = 0;
        continue;
      }
      const bin = 1 + Math.min(LOCAL_BINS - 1, Math.floor((value / 2 - least / 2) * 2 * scale));
      bins[row] = bin;
      if (value < low[bin]!) low[bin] = value;
      if (value > high[bin]!) high[bin] = value;
    }
  }
}
