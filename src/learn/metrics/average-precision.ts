import { type OneVsRest, oneVsRest } from './one-vs-rest.ts';
import type { ProbabilisticLabels } from './probability-columns.ts';
import type { ThresholdCounts } from './threshold-counts.ts';

/**
 * The area under the precision-recall curve of each class against the rest, as average precision: Σ (recall
 * gained at a threshold) × (precision there), with no interpolation, as scikit-learn's
 * `average_precision_score`. What knows nothing scores the share of the class. A class without rows is NaN and
 * named in `undefinedClasses`.
 */
export function averagePrecision(labels: ProbabilisticLabels): OneVsRest {
  return oneVsRest(labels, precisionRecallArea);
}

/** The average precision of one class; needs a positive row. */
export function precisionRecallArea({ truePositives, falsePositives, positives }: ThresholdCounts): number {
  let area = 0;
  let lastHits = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const hits = truePositives[i]!;
    area += ((hits - lastHits) / positives) * (hits / (hits + falsePositives[i]!));
    lastHits = hits;
  }
  return area;
}
