import { asConfusion, confusionTotals, type Labelled } from './confusion-matrix.ts';

/**
 * Matthews' correlation coefficient for any number of classes, in [−1, 1]: R_K of Gorodkin, "Comparing two
 * K-category assignments by a K-category correlation coefficient", 2004. It is 0, as in scikit-learn, where
 * either side holds one class only and the coefficient is not defined.
 */
export function matthewsCorrelation(labelled: Labelled): number {
  const confusion = asConfusion(labelled);
  const { actual, predicted, correct } = confusionTotals(confusion);
  const rows = confusion.rows;
  let agreed = 0;
  let cross = 0;
  let actualSquares = 0;
  let predictedSquares = 0;
  for (let c = 0; c < actual.length; c++) {
    agreed += correct[c]!;
    cross += actual[c]! * predicted[c]!;
    actualSquares += actual[c]! ** 2;
    predictedSquares += predicted[c]! ** 2;
  }
  const spread = (rows * rows - predictedSquares) * (rows * rows - actualSquares);
  return spread === 0 ? 0 : (agreed * rows - cross) / Math.sqrt(spread);
}
