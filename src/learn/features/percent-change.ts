import type { NumericColumn } from '../columns.ts';
import type { Lagged } from './lag.ts';
import { perGroup } from './per-group.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * The change since `by` rows before, as a fraction of the value then (0.01 is one per cent); NaN where either
 * is missing, infinite where the earlier value is 0 (pandas: `pct_change(by, fill_method=None)`).
 */
export function percentChange(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  wholeNumber(by, { name: 'by', least: 1 });
  return perGroup(values, { groups }, (input, output, { from, to }) => {
    output.fill(Number.NaN, from, Math.min(from + by, to));
    for (let i = from + by; i < to; i++) output[i] = input[i]! / input[i - by]! - 1;
  });
}
