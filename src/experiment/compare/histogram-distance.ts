import type { Json } from '../../base/json.ts';

/** A column's distribution as its summary has it: bins of equal width from `min` to `max`. */
export interface BinnedColumn {
  readonly min: Json;
  readonly max: Json;
  readonly histogram: readonly number[] | null;
}

/**
 * How far two distributions are apart, from 0 (alike) to 1 (no overlap): the total variation distance
 * ½ ∫ |f − g| of the two histograms as densities that are even within each bin. Where bins do not line up it
 * is an approximation from below. Null without histograms, or where a column has one value only.
 */
export function histogramDistance(before: BinnedColumn, after: BinnedColumn): number | null {
  const [f, g] = [densityOf(before), densityOf(after)];
  if (f === null || g === null) return null;
  const cuts = [...new Set([...f.cuts, ...g.cuts])].sort((a, b) => a - b);
  let sum = 0;
  for (let i = 1; i < cuts.length; i++) {
    const [from, to] = [cuts[i - 1] ?? 0, cuts[i] ?? 0];
    const middle = (from + to) / 2;
    sum += Math.abs(f.at(middle) - g.at(middle)) * (to - from);
  }
  return Math.min(1, sum / 2);
}

interface Density {
  readonly cuts: readonly number[];
  at(value: number): number;
}

function densityOf({ min, max, histogram }: BinnedColumn): Density | null {
  const [low, high] = [asNumber(min), asNumber(max)];
  if (histogram === null || low === null || high === null || !(high > low)) return null;
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const width = (high - low) / histogram.length;
  return {
    cuts: [...histogram.map((_, bin) => low + bin * width), high],
    at: (value) => {
      const bin = Math.min(histogram.length - 1, Math.floor((value - low) / width));
      return value < low || value > high ? 0 : (histogram[bin] ?? 0) / total / width;
    },
  };
}

/** Numbers as they are, instants in milliseconds. */
function asNumber(value: Json): number | null {
  const number = typeof value === 'string' ? Date.parse(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
