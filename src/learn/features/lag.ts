import type { NumericColumn } from '../columns.ts';
import { type Grouped, perGroup } from './per-group.ts';
import { wholeNumber } from './whole-number.ts';

/** The value `by` rows before; NaN for a group's first `by` rows (pandas: `shift(by)`). */
export function lag(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  wholeNumber(by, { name: 'by', least: 1 });
  return perGroup(values, { groups }, (input, output, { from, to }) => {
    output.fill(Number.NaN, from, Math.min(from + by, to));
    for (let i = from + by; i < to; i++) output[i] = input[i - by]!;
  });
}

/** How many rows back within the group; 1 by default. Never forward: that would be look-ahead. */
export interface Lagged extends Grouped {
  readonly by?: number;
}
