import type { NumericColumn } from '../columns.ts';
import { exactLog } from '../network/exact-math.ts';

/** Values that quantiles are taken from: more do not move a cut by a noticeable share of a bin. */
const SAMPLE = 200_000;

/** The share of all bins that each tail has to itself. */
const TAIL_SHARE = 48 / 255;

/**
 * Where a column is cut into at most `mostBins` bins: ascending values; bin i + 1 holds those ≤ cuts[i] that
 * no earlier bin holds, the last bin the rest. Fewer distinct values than bins keep a bin each. Else bins
 * hold about equal numbers of rows in the middle of the column (of every k-th above 200,000), and towards
 * both ends ever fewer, down to one: heavy tails and rare extremes stand apart, where equal shares would
 * put the outermost 0.4 % into one bin.
 */
export function binCuts(column: NumericColumn, mostBins: number): Float64Array {
  const sorted = sortedSample(column);
  const values: number[] = [];
  const firstRanks: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    values.push(sorted[i]!);
    firstRanks.push(i);
  }
  if (values.length <= mostBins) return Float64Array.from(values.slice(0, -1));
  const binsBelow = tailedRanks(sorted.length, mostBins);
  const sizes = firstRanks.map((rank, v) => binsBelow(firstRanks[v + 1] ?? sorted.length) - binsBelow(rank));
  // A value that would fill a bin alone counts as one bin, so that it does not starve the rest.
  const isFrequent = (size: number): boolean => size > 1;
  const frequent = sizes.filter(isFrequent);
  const others = sizes.reduce((sum, size) => sum + (isFrequent(size) ? 0 : size), 0);
  const share = others / (mostBins - frequent.length);
  const cuts: number[] = [];
  let left = share * mostBins;
  let held = 0;
  for (let v = 0; v < values.length - 1 && cuts.length < mostBins - 1; v++) {
    held += isFrequent(sizes[v]!) ? share : sizes[v]!;
    // What is left is shared anew after each cut: a bin can only end after a whole value.
    if (held >= left / (mostBins - cuts.length)) {
      cuts.push(values[v]!);
      left -= held;
      held = 0;
    }
  }
  return Float64Array.from(cuts);
}

function sortedSample(column: NumericColumn): Float64Array {
  const step = Math.ceil(column.length / SAMPLE);
  const sample = new Float64Array(Math.ceil(column.length / step));
  let present = 0;
  for (let i = 0; i < column.length; i += step) {
    const value = column[i]!;
    if (!Number.isNaN(value)) sample[present++] = value;
  }
  return sample.subarray(0, present).sort();
}

/**
 * How many bins should lie below a rank of `rows`, as a number with a fraction. With r the rank from the
 * nearer end, a bin is 1 row wide up to r = a, r / a rows up to r = a·w (so that ends of bins are in
 * geometric progression), and w rows in the middle. Each tail thus gets a·(1 + ln w) bins, in the end
 * `TAIL_SHARE` of them all.
 */
function tailedRanks(rows: number, mostBins: number): (rank: number) => number {
  const tail = TAIL_SHARE * mostBins;
  let a = tail;
  let w = 1;
  // A fixed point, reached to a few digits at once: a changes with the logarithm of w.
  for (let turn = 0; turn < 20; turn++) {
    w = Math.max(1, rows / (mostBins - 2 * tail + 2 * a));
    a = tail / (1 + exactLog(w));
  }
  const fromEnd = (r: number): number => {
    if (r <= a) return r;
    const logarithmic = a * (1 + exactLog(Math.min(r, a * w) / a));
    return logarithmic + Math.max(0, r - a * w) / w;
  };
  const half = fromEnd(rows / 2);
  return (rank) => (rank <= rows / 2 ? fromEnd(rank) : 2 * half - fromEnd(rows - rank));
}
