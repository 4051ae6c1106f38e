import type { ForestParams, ForestTask } from './forest-params.ts';

/** What trees are grown from: plain data and shared memory, so that it can go to a thread as it is. */
export interface ForestJob {
  readonly task: ForestTask;
  readonly rows: number;
  readonly bins: SharedArrayBuffer;
  /** The features themselves as Float64Array, a column after the other, for cuts inside a bin. */
  readonly values: SharedArrayBuffer;
  readonly low: readonly Float64Array[];
  readonly high: readonly Float64Array[];
  /** Class numbers as Uint16Array, or a number a row as Float64Array, in shared memory. */
  readonly target: SharedArrayBuffer;
  /** A factor a class; empty in a regression. */
  readonly classWeights: Float64Array;
  /** Running sums of sample weights, where rows are drawn by them. */
  readonly cumulative: Float64Array | null;
  readonly params: ForestParams;
  readonly seed: number;
}
