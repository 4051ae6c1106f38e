import type { NumericColumn } from '../columns.ts';
import { type Lagged, laggedKernel } from './lag.ts';
import { perGroup } from './per-group.ts';

/**
 * The natural logarithm of the value over the one `by` rows before; NaN where either is missing or not
 * positive (numpy: `log(x / x.shift(by))`).
 */
export function logReturn(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  const combine = (now: number, before: number) =>
    now > 0 && before > 0 ? Math.log(now / before) : Number.NaN;
  return perGroup(values, { groups }, laggedKernel(by, combine));
}
