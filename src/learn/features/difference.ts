import type { NumericColumn } from '../columns.ts';
import { type Lagged, laggedKernel } from './lag.ts';
import { perGroup } from './per-group.ts';

/** The value less the one `by` rows before; NaN where either is missing (pandas: `diff(by)`). */
export function difference(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  return perGroup(
    values,
    { groups },
    laggedKernel(by, (now, before) => now - before),
  );
}
