import { type ProbabilisticLabels, probabilityColumns } from './probability-columns.ts';

/**
 * Mean −ln of the probability given to the actual class, in nats; 0 is perfect, ln(classes) is knowing
 * nothing. Probabilities are clipped to [ε, 1 − ε] with ε = 2^−52 and rescaled to sum to 1, as scikit-learn's
 * `log_loss` does for 64-bit numbers, so that a certain miss costs about 36 and not infinity.
 */
export function logLoss(labels: ProbabilisticLabels): number {
  const losses = logLosses(labels);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** The log-loss of each row, for paired comparisons and intervals. */
export function logLosses(labels: ProbabilisticLabels): Float64Array {
  const { codes, columns, rows } = probabilityColumns(labels);
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (const column of columns) sum += clipped(column[row]!);
    losses[row] = -Math.log(clipped(columns[codes[row]!]![row]!) / sum);
  }
  return losses;
}

function clipped(probability: number): number {
  return Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON);
}
