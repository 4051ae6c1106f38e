import type { ThresholdCounts } from './threshold-counts.ts';

/** A ROC curve from (0, 0) to (1, 1); a point says what is predicted positive at scores ≥ its threshold. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Falling; the first is Infinity, at which nothing is predicted positive. */
  readonly thresholds: Float64Array;
}

/** The ROC curve of one class, a point each distinct score; needs a positive and a negative row. */
export function rocCurve(counts: ThresholdCounts): RocCurve {
  return {
    falsePositiveRate: withFirst(
      0,
      counts.falsePositives.map((count) => count / counts.negatives),
    ),
    truePositiveRate: withFirst(
      0,
      counts.truePositives.map((count) => count / counts.positives),
    ),
    thresholds: withFirst(Infinity, counts.thresholds),
  };
}

function withFirst(first: number, values: Float64Array): Float64Array {
  const longer = new Float64Array(values.length + 1);
  longer[0] = first;
  longer.set(values, 1);
  return longer;
}
