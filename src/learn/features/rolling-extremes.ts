import type { NumericColumn } from '../columns.ts';
import { type Kernel, perGroup } from './per-group.ts';
import type { Rolling } from './rolling-sum.ts';
import { windowLength } from './window-length.ts';

/**
 * The least value of each trailing window; NaN where the window is not yet full or holds a missing or infinite
 * value (pandas: `rolling(window).min()`).
 */
export function rollingMin(values: NumericColumn, { window, groups }: Rolling): Float64Array {
  const length = windowLength(window, { rows: values.length });
  return perGroup(values, { groups }, extremeKernel(length, 1));
}

/** The greatest value of each trailing window; missing as for `rollingMin` (pandas: `rolling(window).max()`). */
export function rollingMax(values: NumericColumn, { window, groups }: Rolling): Float64Array {
  const length = windowLength(window, { rows: values.length });
  return perGroup(values, { groups }, extremeKernel(length, -1));
}

/**
 * The minimum of `sign` times the values, times `sign`: by blocks, three comparisons a row whatever the window
 * (see `rollingSum`). `Math.min` carries NaN on.
 */
function extremeKernel(window: number, sign: 1 | -1): Kernel {
  const suffix = new Float64Array(window + 1).fill(Number.POSITIVE_INFINITY);
  return (input, output, { from, to }) => {
    suffix.fill(Number.NaN, 0, window);
    for (let block = from; block < to; block += window) {
      const end = Math.min(block + window, to);
      let least = Number.POSITIVE_INFINITY;
      for (let i = block; i < end; i++) {
        const value = input[i]! * sign;
        least = Math.min(least, value - value === 0 ? value : Number.NaN);
        output[i] = Math.min(suffix[i - block + 1]!, least) * sign;
      }
      least = Number.POSITIVE_INFINITY;
      for (let i = end - 1; end < to && i >= block; i--) {
        const value = input[i]! * sign;
        least = Math.min(least, value - value === 0 ? value : Number.NaN);
        suffix[i - block] = least;
      }
    }
  };
}
