import type { BaselinePrediction, TrainingLabels } from './baseline-prediction.ts';
import { constantPrediction } from './constant-prediction.ts';
import { classShares, majorityClass } from './majority-baseline.ts';

/**
 * Predicts the majority class with each class's share of the training labels as its probability: the baseline
 * for log-loss and Brier, where the majority's certainty is punished without end.
 */
export function classPriorBaseline(
  labels: TrainingLabels,
  { rows }: { readonly rows: number },
): BaselinePrediction {
  return constantPrediction({
    name: 'class-prior',
    rows,
    predicted: majorityClass(labels),
    classes: labels.classes,
    shares: classShares(labels),
  });
}
