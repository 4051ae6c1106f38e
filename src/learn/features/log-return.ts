import type { NumericColumn } from '../columns.ts';
import type { Lagged } from './lag.ts';
import { perGroup } from './per-group.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * The natural logarithm of the value over the one `by` rows before; NaN where either is missing or not
 * positive (numpy: `log(x / x.shift(by))`).
 */
export function logReturn(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  wholeNumber(by, { name: 'by', least: 1 });
  return perGroup(values, { groups }, (input, output, { from, to }) => {
    output.fill(Number.NaN, from, Math.min(from + by, to));
    for (let i = from + by; i < to; i++) {
      const now = input[i]!;
      const before = input[i - by]!;
      output[i] = now > 0 && before > 0 ? Math.log(now / before) : Number.NaN;
    }
  });
}
