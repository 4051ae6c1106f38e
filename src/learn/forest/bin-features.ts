import type { NumericColumn } from '../columns.ts';
import { FOREST_LIMITS } from './forest-params.ts';

/** Features cut into at most 255 bins of about equal numbers of rows, and bin 0 for missing values. */
export interface BinnedFeatures {
  readonly names: readonly string[];
  readonly rows: number;
  /** A bin a row, a column after the other, in shared memory, so that threads read it without a copy. */
  readonly bins: SharedArrayBuffer;
  /** For each feature the least and the greatest value that fell into each bin; NaN for bin 0. */
  readonly low: readonly Float64Array[];
  readonly high: readonly Float64Array[];
}

/** Values that quantiles are taken from: more do not move a cut by a noticeable share of a bin. */
const SAMPLE = 200_000;

/**
 * Bins each feature: a column with fewer distinct values than bins keeps them all apart; else cuts are at
 * quantiles (of every k-th row above 200,000 rows). NaN is missing. Throws where columns differ in length
 * or hold an infinite value.
 */
export function binFeatures(
  features: Readonly<Record<string, NumericColumn>>,
  maxBins: number,
): BinnedFeatures {
  const names = Object.keys(features);
  if (names.length === 0) throw new Error('a forest needs at least one feature column');
  if (names.length > FOREST_LIMITS.features) {
    throw new Error(`${names.length} features; a forest takes at most ${FOREST_LIMITS.features}`);
  }
  const columns = names.map((name) => numbersOf(features[name], name));
  const rows = columns[0]!.length;
  if (rows === 0) throw new Error('a forest needs at least one row');
  columns.forEach((column, f) => {
    if (column.length !== rows) {
      throw new Error(`feature "${names[f]}" has ${column.length} rows, "${names[0]}" has ${rows}`);
    }
  });
  const bins = new SharedArrayBuffer(rows * names.length);
  const low: Float64Array[] = [];
  const high: Float64Array[] = [];
  columns.forEach((column, f) => {
    const cuts = quantileCuts(column, maxBins - 1);
    const range = assignBins(column, cuts, new Uint8Array(bins, f * rows, rows));
    if (range.infiniteAt !== -1) {
      throw new Error(`feature "${names[f]}" is infinite in row ${range.infiniteAt}; use NaN for missing`);
    }
    low.push(range.low);
    high.push(range.high);
  });
  return { names, rows, bins, low, high };
}

function numbersOf(column: NumericColumn | undefined, name: string): NumericColumn {
  if (!ArrayBuffer.isView(column) || !('length' in column)) {
    throw new Error(`feature "${name}" must be a typed array of numbers`);
  }
  return column;
}

/** Ascending values; bin i + 1 holds those ≤ cuts[i] that no earlier bin holds, the last bin the rest. */
function quantileCuts(column: NumericColumn, mostBins: number): Float64Array {
  const step = Math.ceil(column.length / SAMPLE);
  const sample = new Float64Array(Math.ceil(column.length / step));
  let present = 0;
  for (let i = 0; i < column.length; i += step) {
    const value = column[i]!;
    if (!Number.isNaN(value)) sample[present++] = value;
  }
  const sorted = sample.subarray(0, present).sort();
  const values: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < present; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      values.push(sorted[i]!);
      counts.push(1);
    } else counts[counts.length - 1]!++;
  }
  if (values.length <= mostBins) return Float64Array.from(values.slice(0, -1));
  // A value that would fill a bin alone counts as one bin's worth of rows, so that it does not starve the rest.
  const isFrequent = (count: number): boolean => count > present / mostBins;
  const frequent = counts.filter(isFrequent);
  const others = present - frequent.reduce((sum, count) => sum + count, 0);
  const share = others / (mostBins - frequent.length);
  const cuts: number[] = [];
  let left = share * mostBins;
  let held = 0;
  for (let v = 0; v < values.length - 1 && cuts.length < mostBins - 1; v++) {
    held += isFrequent(counts[v]!) ? share : counts[v]!;
    // What is left is shared anew after each cut: a bin can only end after a whole value.
    if (held >= left / (mostBins - cuts.length)) {
      cuts.push(values[v]!);
      left -= held;
      held = 0;
    }
  }
  return Float64Array.from(cuts);
}

function assignBins(
  column: NumericColumn,
  cuts: Float64Array,
  bins: Uint8Array,
): { low: Float64Array; high: Float64Array; infiniteAt: number } {
  const low = new Float64Array(cuts.length + 2).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(cuts.length + 2).fill(Number.NEGATIVE_INFINITY);
  let infiniteAt = -1;
  for (let i = 0; i < bins.length; i++) {
    const value = column[i]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value) && infiniteAt === -1) infiniteAt = i;
    let from = 0;
    let to = cuts.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (value <= cuts[middle]!) to = middle;
      else from = middle + 1;
    }
    const bin = from + 1;
    bins[i] = bin;
    if (value < low[bin]!) low[bin] = value;
    if (value > high[bin]!) high[bin] = value;
  }
  low[0] = Number.NaN;
  high[0] = Number.NaN;
  return { low, high, infiniteAt };
}
