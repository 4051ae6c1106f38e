import { labelCodes } from '../metrics/label-codes.ts';
import type { BaselinePrediction, TrainingLabels } from './baseline-prediction.ts';
import { constantPrediction } from './constant-prediction.ts';

/**
 * Predicts, for each of `rows` rows, the class that is most frequent in the training labels, with probability
 * 1. Of classes equally frequent, the one first in `classes`.
 */
export function majorityBaseline(
  labels: TrainingLabels,
  { rows }: { readonly rows: number },
): BaselinePrediction {
  const majority = majorityClass(labels);
  const shares = labels.classes.map((name) => (name === majority ? 1 : 0));
  return constantPrediction({ name: 'majority', rows, predicted: majority, classes: labels.classes, shares });
}

/** The most frequent class of the training labels; of classes equally frequent, the one first in `classes`. */
export function majorityClass({ trained, classes }: TrainingLabels): string {
  const shares = classShares({ trained, classes });
  return classes[shares.indexOf(Math.max(...shares))] as string;
}

/** The share of each class in the training labels, in the order of `classes`. */
export function classShares({ trained, classes }: TrainingLabels): readonly number[] {
  const codes = labelCodes(trained, { classes, what: 'training labels' });
  const counts = classes.map(() => 0);
  for (const code of codes) counts[code] = counts[code]! + 1;
  return counts.map((count) => count / codes.length);
}
