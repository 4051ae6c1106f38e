import { asConfusion, confusionTotals, type Labelled } from './confusion-matrix.ts';

/**
 * The mean recall of the classes that occur in `actual`; a class that never occurs has no recall and is left
 * out, as in scikit-learn's `balanced_accuracy_score`. Brodersen et al., "The balanced accuracy and its
 * posterior distribution", 2010.
 */
export function balancedAccuracy(labelled: Labelled): number {
  const { actual, correct } = confusionTotals(asConfusion(labelled));
  let sum = 0;
  let present = 0;
  for (let c = 0; c < actual.length; c++) {
    if (actual[c] === 0) continue;
    sum += correct[c]! / actual[c]!;
    present++;
  }
  return sum / present;
}
