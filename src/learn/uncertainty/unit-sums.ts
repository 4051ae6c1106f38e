import type { ResamplingUnits } from './resampling-units.ts';

/**
 * What an additive statistic needs to know of each unit: `width` sums a unit, row by row. A resample's sums are
 * these, weighted by how often each unit was drawn, so that a draw costs units × width whatever the rows.
 */
export interface UnitSums {
  readonly width: number;
  readonly sums: Float64Array;
}

/** Counts each row into the cell that `cellOf` gives it, a unit each: confusion counts, as a rule. */
export function unitCounts(
  units: ResamplingUnits,
  { width, cellOf }: { readonly width: number; readonly cellOf: (row: number) => number },
): UnitSums {
  const sums = new Float64Array(units.count * width);
  for (let row = 0; row < units.unitOf.length; row++) {
    const at = units.unitOf[row]! * width + cellOf(row);
    sums[at] = sums[at]! + 1;
  }
  return { width, sums };
}

/** The sums of a draw, into `total`, which is also returned. */
export function weightedSums(
  { width, sums }: UnitSums,
  { timesDrawn, total }: { readonly timesDrawn: Uint32Array; readonly total: Float64Array },
): Float64Array {
  total.fill(0);
  for (let unit = 0; unit < timesDrawn.length; unit++) {
    const times = timesDrawn[unit]!;
    if (times === 0) continue;
    const from = unit * width;
    for (let i = 0; i < width; i++) total[i] = total[i]! + times * sums[from + i]!;
  }
  return total;
}
