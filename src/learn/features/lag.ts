import type { NumericColumn } from '../columns.ts';
import { type Grouped, type Kernel, perGroup } from './per-group.ts';
import { wholeNumber } from './whole-number.ts';

/** How many rows back within the group; 1 by default. Never forward: that would be look-ahead. */
export interface Lagged extends Grouped {
  readonly by?: number;
}

/** The value `by` rows before; NaN for a group's first `by` rows (pandas: `shift(by)`). */
export function lag(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  return perGroup(
    values,
    { groups },
    laggedKernel(by, (_, before) => before),
  );
}

/** A kernel of each value and the one `by` rows before it. */
export function laggedKernel(by: number, combine: (now: number, before: number) => number): Kernel {
  wholeNumber(by, { name: 'by', least: 1 });
  return (input, output, { from, to }) => {
    output.fill(Number.NaN, from, Math.min(from + by, to));
    for (let i = from + by; i < to; i++) output[i] = combine(input[i]!, input[i - by]!);
  };
}
