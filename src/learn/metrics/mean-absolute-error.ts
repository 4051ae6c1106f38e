import { type NumberPair, regressionErrors } from './regression-errors.ts';

/** The mean of |predicted − actual|, in the unit of the target. */
export function meanAbsoluteError(pair: NumberPair): number {
  const errors = regressionErrors(pair);
  return errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
}
