import { type NumberPair, regressionErrors } from './regression-errors.ts';

/**
 * The coefficient of determination, 1 − Σ(predicted − actual)² / Σ(actual − mean)²; 1 is perfect, 0 is as good
 * as the mean of these rows, and there is no lower bound. Where `actual` is constant the quotient is not
 * defined: 1 if every prediction is exact, else 0, as scikit-learn's `r2_score`. Throws on fewer than two rows.
 */
export function r2(pair: NumberPair): number {
  const errors = regressionErrors(pair);
  const { actual } = pair;
  if (errors.length < 2) throw new Error('R² needs at least two rows');
  // A mean is rounded: the deviations of equal values from it need not be 0.
  const first = actual[0]!;
  if (actual.every((value) => value === first)) return errors.every((error) => error === 0) ? 1 : 0;
  let sum = 0;
  for (const value of actual) sum += value;
  const mean = sum / actual.length;
  let squaredErrors = 0;
  let squaredDeviations = 0;
  for (let row = 0; row < errors.length; row++) {
    squaredErrors += errors[row]! ** 2;
    squaredDeviations += (actual[row]! - mean) ** 2;
  }
  return 1 - squaredErrors / squaredDeviations;
}
