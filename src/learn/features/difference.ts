import type { NumericColumn } from '../columns.ts';
import type { Lagged } from './lag.ts';
import { perGroup } from './per-group.ts';
import { wholeNumber } from './whole-number.ts';

/** The value less the one `by` rows before; NaN where either is missing (pandas: `diff(by)`). */
export function difference(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  wholeNumber(by, { name: 'by', least: 1 });
  return perGroup(values, { groups }, (input, output, { from, to }) => {
    output.fill(Number.NaN, from, Math.min(from + by, to));
    for (let i = from + by; i < to; i++) output[i] = input[i]! - input[i - by]!;
  });
}
