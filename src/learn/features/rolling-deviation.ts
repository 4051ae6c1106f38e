import type { NumericColumn } from '../columns.ts';
import { type Kernel, perGroup } from './per-group.ts';
import type { Rolling } from './rolling-sum.ts';
import { windowLength } from './window-length.ts';

/**
 * The sample standard deviation (divisor `window − 1`) over each trailing window of at least 2 rows; NaN where
 * the window is not yet full or holds a missing or infinite value (pandas: `rolling(window).std()`).
 */
export function rollingDeviation(values: NumericColumn, { window, groups }: Rolling): Float64Array {
  const length = windowLength(window, { rows: values.length, least: 2 });
  return perGroup(values, { groups }, deviationKernel(length));
}

/**
 * Mean and sum of squared differences of each window, merged from a suffix of one block of `window` rows and a
 * prefix of the next; see `rollingSum`. Both grow by Welford's update and merge by Chan, Golub and LeVeque's
 * (1979), so that no difference of large sums is taken and a constant window has a deviation of exactly 0.
 */
function deviationKernel(window: number): Kernel {
  const suffixMean = new Float64Array(window + 1);
  const suffixSquares = new Float64Array(window + 1);
  return (input, output, { from, to }) => {
    suffixMean.fill(Number.NaN, 0, window);
    suffixSquares.fill(Number.NaN, 0, window);
    for (let block = from; block < to; block += window) {
      const end = Math.min(block + window, to);
      let mean = 0;
      let squares = 0;
      for (let i = block; i < end; i++) {
        const count = i - block + 1;
        const difference = input[i]! - mean;
        mean += difference / count;
        squares += difference * (input[i]! - mean);
        const gap = mean - suffixMean[count]!;
        const merged = squares + suffixSquares[count]! + gap * (gap * ((count * (window - count)) / window));
        output[i] = Math.sqrt(merged / (window - 1));
      }
      mean = 0;
      squares = 0;
      for (let i = end - 1; end < to && i >= block; i--) {
        const difference = input[i]! - mean;
        mean += difference / (end - i);
        squares += difference * (input[i]! - mean);
        suffixMean[i - block] = mean;
        suffixSquares[i - block] = squares;
      }
    }
  };
}
