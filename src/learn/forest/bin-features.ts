import { type NumericColumn, requireNumbers } from '../columns.ts';
import { binCuts } from './bin-cuts.ts';
import { FOREST_LIMITS } from './forest-params.ts';

/** Features cut into at most 255 bins, the outermost of few rows each, and bin 0 for missing values. */
export interface BinnedFeatures {
  readonly names: readonly string[];
  readonly rows: number;
  /** A bin a row, a column after the other, in shared memory, so that threads read it without a copy. */
  readonly bins: SharedArrayBuffer;
  /** The columns as doubles, one after the other, in shared memory. */
  readonly values: SharedArrayBuffer;
  /** For each feature the least and the greatest value that fell into each bin; NaN for bin 0. */
  readonly low: readonly Float64Array[];
  readonly high: readonly Float64Array[];
}

/**
 * Bins each feature, as `binCuts` says. NaN is missing. Throws where columns differ in length or hold an
 * infinite value.
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
  const columns = names.map((name) => requireNumbers(features[name], `feature "${name}"`));
  const rows = columns[0]!.length;
  if (rows === 0) throw new Error('a forest needs at least one row');
  columns.forEach((column, f) => {
    if (column.length !== rows) {
      throw new Error(`feature "${names[f]}" has ${column.length} rows, "${names[0]}" has ${rows}`);
    }
  });
  const bins = new SharedArrayBuffer(rows * names.length);
  const values = new SharedArrayBuffer(8 * rows * names.length);
  const low: Float64Array[] = [];
  const high: Float64Array[] = [];
  columns.forEach((column, f) => {
    new Float64Array(values, 8 * f * rows, rows).set(column);
    const cuts = binCuts(column, maxBins - 1);
    const range = assignBins(column, cuts, new Uint8Array(bins, f * rows, rows));
    if (range.infiniteAt !== -1) {
      throw new Error(`feature "${names[f]}" is infinite in row ${range.infiniteAt}; use NaN for missing`);
    }
    low.push(range.low);
    high.push(range.high);
  });
  return { names, rows, bins, values, low, high };
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
