import type { ThresholdCounts } from './threshold-counts.ts';

/** Precision and recall of what is predicted positive at scores ≥ each threshold. */
export interface PrecisionRecallCurve {
  readonly recall: Float64Array;
  readonly precision: Float64Array;
  /** Falling. */
  readonly thresholds: Float64Array;
  /** The share of positive rows: the precision of what knows nothing. */
  readonly prevalence: number;
}

/** The precision-recall curve of one class, a point each distinct score; needs a positive row. */
export function precisionRecallCurve(counts: ThresholdCounts): PrecisionRecallCurve {
  const { truePositives, falsePositives, positives, negatives, thresholds } = counts;
  return {
    recall: truePositives.map((count) => count / positives),
    precision: truePositives.map((count, i) => count / (count + falsePositives[i]!)),
    thresholds,
    prevalence: positives / (positives + negatives),
  };
}
