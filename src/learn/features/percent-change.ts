import type { NumericColumn } from '../columns.ts';
import { type Lagged, laggedKernel } from './lag.ts';
import { perGroup } from './per-group.ts';

/**
 * The change since `by` rows before, as a fraction of the value then (0.01 is one per cent); NaN where either
 * is missing, infinite where the earlier value is 0 (pandas: `pct_change(by, fill_method=None)`).
 */
export function percentChange(values: NumericColumn, { by = 1, groups }: Lagged = {}): Float64Array {
  return perGroup(
    values,
    { groups },
    laggedKernel(by, (now, before) => now / before - 1),
  );
}
