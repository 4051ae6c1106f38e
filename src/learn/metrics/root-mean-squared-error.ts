import { type NumberPair, regressionErrors } from './regression-errors.ts';

/** The square root of the mean of (predicted − actual)², in the unit of the target. */
export function rootMeanSquaredError(pair: NumberPair): number {
  const errors = regressionErrors(pair);
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
}
