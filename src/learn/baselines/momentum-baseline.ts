import type { NumericColumn } from '../columns.ts';
import type { DirectionClasses } from '../label/horizon-labels.ts';
import type { BaselinePrediction } from './baseline-prediction.ts';

/**
 * Predicts that what went on goes on: `up` where the past return over the label's horizon is above `threshold`,
 * `down` where it is below −`threshold`, else `flat`. A row whose past return is missing (NaN) gets `flat`, and
 * is counted in `fallbackRows`. Throws on a threshold that is negative or no number.
 */
export function momentumBaseline(
  pastReturn: NumericColumn,
  { threshold, classes }: { readonly threshold: number; readonly classes: DirectionClasses },
): BaselinePrediction {
  if (!(threshold >= 0)) throw new Error(`the threshold is ${threshold}; it must be 0 or more`);
  let fallbackRows = 0;
  const predicted = Array.from(pastReturn, (value) => {
    if (Number.isNaN(value)) fallbackRows++;
    if (value > threshold) return classes.up;
    return value < -threshold ? classes.down : classes.flat;
  });
  return { name: 'momentum', predicted, fallbackRows };
}
