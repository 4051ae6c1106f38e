import { type ProbabilisticLabels, probabilityColumns } from './probability-columns.ts';
import { type ReliabilityBin, type ReliabilityBinning, reliabilityBins } from './reliability-bins.ts';

/** How far probabilities are from the frequencies they promise. */
export interface Calibration {
  /** For each class, the bins of its probability against how often it came true. */
  readonly perClass: Readonly<
    Record<string, { readonly bins: readonly ReliabilityBin[]; readonly ece: number }>
  >;
  /** The same for the most probable class of each row: its probability against how often it was right. */
  readonly top: { readonly bins: readonly ReliabilityBin[]; readonly ece: number };
}

/**
 * Reliability bins and the expected calibration error, Σ bins (rows in it / rows) × |frequency − mean
 * probability|: of each class against the rest (Naeini et al., "Obtaining well calibrated probabilities using
 * Bayesian binning", 2015) and of the most probable class (Guo et al., "On calibration of modern neural
 * networks", 2017). Of classes equally probable, the one first in `classes` is the most probable. The error
 * depends on the binning: compare it only at the same one. Empty bins are left out.
 */
export function calibration(labels: ProbabilisticLabels, binning: ReliabilityBinning = {}): Calibration {
  const { codes, columns, rows } = probabilityColumns(labels);
  const measure = (probability: ArrayLike<number>, isHit: (row: number) => boolean) => {
    const bins = reliabilityBins({ probability, isHit }, binning);
    const ece = bins.reduce((sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.frequency - bin.mean), 0);
    return { bins, ece };
  };
  const topCodes = new Uint32Array(rows);
  const topProbability = new Float64Array(rows).fill(-1);
  for (const [c, column] of columns.entries()) {
    for (let row = 0; row < rows; row++) {
      if (column[row]! <= topProbability[row]!) continue;
      topProbability[row] = column[row]!;
      topCodes[row] = c;
    }
  }
  return {
    perClass: Object.fromEntries(
      labels.classes.map((name, c) => [name, measure(columns[c]!, (row) => codes[row] === c)]),
    ),
    top: measure(topProbability, (row) => codes[row] === topCodes[row]),
  };
}
