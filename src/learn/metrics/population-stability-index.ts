import type { Column, NumericColumn } from '../columns.ts';
import { normalQuantile } from './normal-quantile.ts';
import { quantileOfSorted } from './quantile-of-sorted.ts';

/** How far the values of a feature moved from one set of rows to another. */
export interface StabilityIndex {
  /** Σ bins (q − p) ln(q / p), where p and q are the shares of the bin in the two; 0 where nothing moved. */
  readonly psi: number;
  /**
   * What the index stays below 95 times in 100 where nothing moved and rows are independent: an index below it
   * tells nothing. Rows that overlap or hang together need more.
   */
  readonly noise: number;
  readonly bins: number;
  readonly missingBefore: number;
  readonly missingAfter: number;
}

/**
 * The population stability index of one column, over bins with equally many rows of `before` (tenths where
 * not given), or over the values of a text column; missing values are a bin of their own. Half a row is added
 * to each bin, so that an empty one is no infinity. Siddiqi, "Credit risk scorecards", 2006; the noise is the
 * χ² approximation of Yurdakul, "Statistical properties of the population stability index", 2018, with the
 * Wilson–Hilferty quantile. Throws where either side has no rows, or one is text and the other numbers.
 */
export function populationStabilityIndex(
  { before, after }: { readonly before: Column; readonly after: Column },
  { bins = 10 }: { readonly bins?: number } = {},
): StabilityIndex {
  if (before.length === 0 || after.length === 0) throw new Error('the index needs rows on both sides');
  const isNumeric = ArrayBuffer.isView(before);
  if (isNumeric !== ArrayBuffer.isView(after)) throw new Error('one side holds text, the other numbers');
  const binOf = isNumeric ? numericBins(before as NumericColumn, bins) : textBin;
  const counts = new Map<string | number, [number, number]>();
  const count = (column: Column, side: 0 | 1): void => {
    for (let row = 0; row < column.length; row++) {
      const bin = binOf(column[row] as number | string | null);
      const pair = counts.get(bin) ?? [0, 0];
      pair[side]++;
      counts.set(bin, pair);
    }
  };
  count(before, 0);
  count(after, 1);
  const pairs = [...counts.values()];
  const missing = counts.get(MISSING) ?? [0, 0];
  return {
    ...stabilityOfCounts(
      pairs.map(([was]) => was),
      pairs.map(([, is]) => is),
    ),
    bins: pairs.length,
    missingBefore: missing[0],
    missingAfter: missing[1],
  };
}

/** The index and its noise, of rows that were counted by the same bins before and after. */
export function stabilityOfCounts(
  before: readonly number[],
  after: readonly number[],
): Pick<StabilityIndex, 'psi' | 'noise'> {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const [n, m, size] = [sum(before), sum(after), before.length];
  let psi = 0;
  for (const [i, was] of before.entries()) {
    const p = (was + 0.5) / (n + 0.5 * size);
    const q = ((after[i] ?? 0) + 0.5) / (m + 0.5 * size);
    psi += (q - p) * Math.log(q / p);
  }
  return { psi, noise: chiSquare95(size - 1) * (1 / n + 1 / m) };
}

/** The bin of missing values; the others are texts after `=`, or numbers from 0. */
const MISSING = -1;

function numericBins(
  before: NumericColumn,
  bins: number,
): (value: number | string | null) => string | number {
  const sorted = Float64Array.from(before)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const edges = [
    ...new Set(Array.from({ length: bins - 1 }, (_, i) => quantileOfSorted(sorted, (i + 1) / bins))),
  ];
  return (value) => {
    if (typeof value !== 'number' || Number.isNaN(value)) return MISSING;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function textBin(value: number | string | null): string | number {
  return value === null ? MISSING : `=${value}`;
}

/** The 95 % quantile of χ², by Wilson and Hilferty, 1931: within 1 % from two degrees of freedom on. */
function chiSquare95(degrees: number): number {
  if (degrees <= 0) return 0;
  if (degrees === 1) return normalQuantile(0.975) ** 2;
  const ninth = 2 / (9 * degrees);
  return degrees * (1 - ninth + normalQuantile(0.95) * Math.sqrt(ninth)) ** 3;
}
