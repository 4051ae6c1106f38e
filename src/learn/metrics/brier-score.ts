import { type ProbabilisticLabels, probabilityColumns } from './probability-columns.ts';

/**
 * The mean over rows of Σ over classes (probability − [class is the actual one])², in [0, 2]; 0 is perfect.
 * Brier, "Verification of forecasts expressed in terms of probability", 1950. With two classes it is twice
 * scikit-learn 1.2's binary `brier_score_loss`.
 */
export function brierScore(labels: ProbabilisticLabels): number {
  const losses = brierLosses(labels);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** The Brier score of each row, for paired comparisons and intervals. */
export function brierLosses(labels: ProbabilisticLabels): Float64Array {
  const { codes, columns, rows } = probabilityColumns(labels);
  const losses = new Float64Array(rows);
  for (const [c, column] of columns.entries()) {
    for (let row = 0; row < rows; row++) {
      losses[row] = losses[row]! + (column[row]! - (codes[row] === c ? 1 : 0)) ** 2;
    }
  }
  return losses;
}
