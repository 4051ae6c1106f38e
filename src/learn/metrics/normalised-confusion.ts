import { type Confusion, confusionTotals } from './confusion-matrix.ts';

/**
 * The counts as shares of their row (`actual`: the diagonal is recall), of their column (`predicted`: the
 * diagonal is precision) or of everything (`all`); classes × classes, row by row. A row or column without
 * any count stays 0, as in scikit-learn's `confusion_matrix(normalize=…)`.
 */
export function normalisedConfusion(
  confusion: Confusion,
  { by }: { readonly by: 'actual' | 'predicted' | 'all' },
): Float64Array {
  const size = confusion.classes.length;
  const totals = confusionTotals(confusion);
  return confusion.counts.map((count, cell) => {
    const total =
      by === 'all'
        ? confusion.rows
        : by === 'actual'
          ? totals.actual[Math.floor(cell / size)]!
          : totals.predicted[cell % size]!;
    return total === 0 ? 0 : count / total;
  });
}
