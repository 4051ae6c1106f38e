import { type OneVsRest, oneVsRest } from './one-vs-rest.ts';
import type { ProbabilisticLabels } from './probability-columns.ts';
import type { ThresholdCounts } from './threshold-counts.ts';

/**
 * The area under the ROC curve of each class against the rest: the probability that a row of the class scores
 * above a row of another, ties counting half. scikit-learn throws where a class is absent; here that class is
 * NaN and named in `undefinedClasses`, and the means are of the others.
 */
export function rocAuc(labels: ProbabilisticLabels): OneVsRest {
  return oneVsRest(labels, rocArea);
}

/** The trapezoidal area under the ROC curve of one class; needs a positive and a negative row. */
export function rocArea({ truePositives, falsePositives, positives, negatives }: ThresholdCounts): number {
  let twiceArea = 0;
  let lastHits = 0;
  let lastMisses = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const hits = truePositives[i]!;
    const misses = falsePositives[i]!;
    // Whole numbers to the end: exact below 2^53, whatever the order of the rows.
    twiceArea += (misses - lastMisses) * (hits + lastHits);
    lastHits = hits;
    lastMisses = misses;
  }
  return twiceArea / 2 / (positives * negatives);
}
