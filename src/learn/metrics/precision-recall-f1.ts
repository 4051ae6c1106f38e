import { asConfusion, confusionTotals, type Labelled } from './confusion-matrix.ts';

/** Precision, recall and their harmonic mean, each in [0, 1]. */
export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The scores of one class against the rest. */
export interface ClassScores extends PrecisionRecallF1 {
  readonly class: string;
  /** Rows whose actual class this is. */
  readonly support: number;
  /** Rows predicted as this class. */
  readonly predicted: number;
  /** Rows of this class predicted as such. */
  readonly correct: number;
  /** The scores that divide by zero, and are 0 by definition. */
  readonly undefinedScores: readonly (keyof PrecisionRecallF1)[];
}

/**
 * Precision, recall and F1 of each class, their plain mean over all classes (`macro`) and their mean weighted
 * by support (`weighted`). Where a score would divide by zero (a class never predicted has no precision, one
 * that never occurs has no recall) it is 0, as scikit-learn's `zero_division=0`, it counts so in the means,
 * and the class says so in `undefinedScores`.
 */
export function precisionRecallF1(labelled: Labelled): {
  readonly perClass: readonly ClassScores[];
  readonly macro: PrecisionRecallF1;
  readonly weighted: PrecisionRecallF1;
} {
  const confusion = asConfusion(labelled);
  const totals = confusionTotals(confusion);
  const perClass = confusion.classes.map((name, c) =>
    classScores(name, {
      support: totals.actual[c]!,
      predicted: totals.predicted[c]!,
      correct: totals.correct[c]!,
    }),
  );
  return {
    perClass,
    macro: meanScores(perClass, () => 1),
    weighted: meanScores(perClass, (scores) => scores.support),
  };
}

function classScores(
  name: string,
  counts: { readonly support: number; readonly predicted: number; readonly correct: number },
): ClassScores {
  const { support, predicted, correct } = counts;
  const undefinedScores: (keyof PrecisionRecallF1)[] = [];
  const ratio = (score: keyof PrecisionRecallF1, numerator: number, denominator: number): number => {
    if (denominator !== 0) return numerator / denominator;
    undefinedScores.push(score);
    return 0;
  };
  return {
    class: name,
    precision: ratio('precision', correct, predicted),
    recall: ratio('recall', correct, support),
    f1: ratio('f1', 2 * correct, support + predicted),
    ...counts,
    undefinedScores,
  };
}

function meanScores(
  perClass: readonly ClassScores[],
  weightOf: (scores: ClassScores) => number,
): PrecisionRecallF1 {
  const weights = perClass.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (score: keyof PrecisionRecallF1): number =>
    perClass.reduce((sum, scores, c) => sum + scores[score] * weights[c]!, 0) / total;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}
