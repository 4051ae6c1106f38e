import type { NumericColumn } from '../columns.ts';
import { type Grouped, perGroup } from '../features/per-group.ts';
import { wholeNumber } from '../features/whole-number.ts';

/**
 * Missing values take the last value before them in their group, at most `limit` rows on (any number by
 * default); those before a group's first value stay missing (pandas: `ffill(limit)`).
 */
export function forwardFill(
  values: NumericColumn,
  { limit = Number.MAX_SAFE_INTEGER, groups }: Grouped & { readonly limit?: number } = {},
): Float64Array {
  wholeNumber(limit, { name: 'limit', least: 1 });
  return perGroup(values, { groups }, (input, output, { from, to }) => {
    let last = Number.NaN;
    let age = 0;
    for (let i = from; i < to; i++) {
      const value = input[i]!;
      age = Number.isNaN(value) ? age + 1 : 0;
      if (age === 0) last = value;
      output[i] = age <= limit ? last : Number.NaN;
    }
  });
}
