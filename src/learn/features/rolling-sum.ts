import type { NumericColumn } from '../columns.ts';
import { type Grouped, type Kernel, perGroup } from './per-group.ts';
import { windowLength } from './window-length.ts';

/**
 * The sum over each trailing window; NaN where the window is not yet full or holds a missing or infinite value
 * (pandas: `rolling(window).sum()`).
 */
export function rollingSum(values: NumericColumn, { window, groups }: Rolling): Float64Array {
  const length = windowLength(window, { rows: values.length });
  return perGroup(values, { groups }, sumKernel(length, 1));
}

/** A trailing window: the row itself and the `window − 1` rows before it in its group. */
export interface Rolling extends Grouped {
  readonly window: number;
}

/** The mean over each trailing window; missing as for `rollingSum` (pandas: `rolling(window).mean()`). */
export function rollingMean(values: NumericColumn, { window, groups }: Rolling): Float64Array {
  const length = windowLength(window, { rows: values.length });
  return perGroup(values, { groups }, sumKernel(length, length));
}

/**
 * The sum of each window is a suffix of one block of `window` rows plus a prefix of the next (van Herk 1992,
 * Gil and Werman 1993). Nothing is ever subtracted, so a value that has left the window leaves no residue,
 * however large it was; a missing one needs no counting.
 */
function sumKernel(window: number, divisor: number): Kernel {
  const suffix = new Float64Array(window + 1);
  return (input, output, { from, to }) => {
    suffix.fill(Number.NaN, 0, window);
    for (let block = from; block < to; block += window) {
      const end = Math.min(block + window, to);
      let prefix = 0;
      for (let i = block; i < end; i++) {
        prefix += finite(input[i]!);
        output[i] = (suffix[i - block + 1]! + prefix) / divisor;
      }
      let sum = 0;
      for (let i = end - 1; end < to && i >= block; i--) {
        sum += finite(input[i]!);
        suffix[i - block] = sum;
      }
    }
  };
}

function finite(value: number): number {
  return value - value === 0 ? value : Number.NaN;
}
