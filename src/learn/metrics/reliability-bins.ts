import { quantileOfSorted } from './quantile-of-sorted.ts';

/** Rows whose probability fell into one bin. */
export interface ReliabilityBin {
  /** The bin holds probabilities in (from, to], and the first bin also those equal to `from`. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** How many of them came true. */
  readonly hits: number;
  /** The mean probability promised. */
  readonly mean: number;
  /** The share that came true. */
  readonly frequency: number;
}

export interface ReliabilityBinning {
  /** How many bins; 10 where not given. */
  readonly bins?: number;
  /** Bins of equal width over [0, 1] (`uniform`, where not given), or of about equally many rows (`quantile`). */
  readonly strategy?: 'uniform' | 'quantile';
}

/**
 * The bins that hold any row, lowest first; the edges and the sides on which they close are those of
 * scikit-learn's `calibration_curve`. Equal quantile edges leave their bin empty.
 */
export function reliabilityBins(
  {
    probability,
    isHit,
  }: { readonly probability: ArrayLike<number>; readonly isHit: (row: number) => boolean },
  { bins = 10, strategy = 'uniform' }: ReliabilityBinning = {},
): readonly ReliabilityBin[] {
  if (!Number.isInteger(bins) || bins < 1)
    throw new Error(`the number of bins is ${bins}; it must be a positive integer`);
  const edges = strategy === 'uniform' ? uniformEdges(bins) : quantileEdges(probability, bins);
  const rows = new Float64Array(bins);
  const hits = new Float64Array(bins);
  const sums = new Float64Array(bins);
  for (let row = 0; row < probability.length; row++) {
    const bin = binOf(probability[row]!, edges);
    rows[bin] = rows[bin]! + 1;
    sums[bin] = sums[bin]! + probability[row]!;
    if (isHit(row)) hits[bin] = hits[bin]! + 1;
  }
  const result: ReliabilityBin[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const count = rows[bin]!;
    if (count === 0) continue;
    result.push({
      from: edges[bin]!,
      to: edges[bin + 1]!,
      rows: count,
      hits: hits[bin]!,
      mean: sums[bin]! / count,
      frequency: hits[bin]! / count,
    });
  }
  return result;
}

function uniformEdges(bins: number): Float64Array {
  // The products, not the quotients, are NumPy's linspace to the last bit: 3 × 0.1, not 3 / 10.
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? 1 : i * (1 / bins)));
}

function quantileEdges(probability: ArrayLike<number>, bins: number): Float64Array {
  const sorted = Float64Array.from(probability).sort();
  return uniformEdges(bins).map((share) => quantileOfSorted(sorted, share));
}

/** The number of inner edges below the value. */
function binOf(value: number, edges: Float64Array): number {
  let low = 1;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
