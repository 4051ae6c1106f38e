import type { NumericColumn } from '../columns.ts';
import { type Grouped, type Kernel, perGroup } from './per-group.ts';

/**
 * The place of each value among its group's, from 1 (least), equal values at the mean of their places; NaN where
 * it is missing (pandas: `groupby(…).rank()`).
 *
 * A rank reads the whole group. To stay free of look-ahead a group must be the rows of *one instant* (rank among
 * symbols of a day); to rank a value among the past of its symbol there is `rollingRank`.
 */
export function rank(values: NumericColumn, { isFraction = false, groups }: RankOptions): Float64Array {
  return perGroup(values, { groups }, rankKernel(isFraction));
}

/** Whose values are ranked together, and how. */
export interface RankOptions extends Grouped {
  /** True gives places as fractions of the values ranked, in (0, 1]. */
  readonly isFraction?: boolean;
}

function rankKernel(isFraction: boolean): Kernel {
  return (input, output, { from, to }) => {
    output.fill(Number.NaN, from, to);
    const rows: number[] = [];
    for (let i = from; i < to; i++) if (!Number.isNaN(input[i])) rows.push(i);
    rows.sort((a, b) => compareNumbers(input[a]!, input[b]!));
    for (let first = 0; first < rows.length; ) {
      let end = first + 1;
      while (end < rows.length && input[rows[end]!] === input[rows[first]!]) end++;
      const place = (first + end + 1) / 2;
      for (let i = first; i < end; i++) output[rows[i]!] = isFraction ? place / rows.length : place;
      first = end;
    }
  };
}

/** By comparison, since two infinities have no difference. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
