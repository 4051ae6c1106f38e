import { type LabelPair, pairCodes } from './label-codes.ts';

/**
 * How often each class was predicted as each class. `counts` is classes × classes, row by row: the count of
 * rows of actual class `a` predicted as `p` is `counts[a * classes.length + p]`.
 */
export interface Confusion {
  readonly classes: readonly string[];
  readonly counts: Float64Array;
  /** The sum of the counts. */
  readonly rows: number;
}

/** What every metric of labels takes: the labels, or the confusion matrix made from them once. */
export type Labelled = LabelPair | Confusion;

/** The confusion matrix of a pair of label columns; throws on unequal lengths, no rows, or an unknown label. */
export function confusionMatrix(labels: LabelPair): Confusion {
  const { classes } = labels;
  const codes = pairCodes(labels);
  const counts = new Float64Array(classes.length * classes.length);
  for (let row = 0; row < codes.actual.length; row++) {
    const cell = codes.actual[row]! * classes.length + codes.predicted[row]!;
    counts[cell] = counts[cell]! + 1;
  }
  return { classes, counts, rows: codes.actual.length };
}

/** The confusion matrix itself where one was given, or that of the labels. */
export function asConfusion(labelled: Labelled): Confusion {
  return 'counts' in labelled ? labelled : confusionMatrix(labelled);
}

/** Row sums (`actual`), column sums (`predicted`) and the diagonal (`correct`) of a confusion matrix, a class each. */
export function confusionTotals({ classes, counts }: Confusion): {
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly correct: Float64Array;
} {
  const size = classes.length;
  const actual = new Float64Array(size);
  const predicted = new Float64Array(size);
  const correct = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    for (let p = 0; p < size; p++) {
      const count = counts[a * size + p]!;
      actual[a] = actual[a]! + count;
      predicted[p] = predicted[p]! + count;
    }
    correct[a] = counts[a * size + a]!;
  }
  return { actual, predicted, correct };
}
