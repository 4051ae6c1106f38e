import { asConfusion, confusionTotals, type Labelled } from './confusion-matrix.ts';

/** The share of rows whose predicted class is the actual one, in [0, 1]. */
export function accuracy(labelled: Labelled): number {
  const confusion = asConfusion(labelled);
  return confusionTotals(confusion).correct.reduce((sum, count) => sum + count, 0) / confusion.rows;
}
