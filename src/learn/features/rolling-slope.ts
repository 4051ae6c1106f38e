import type { NumericColumn } from '../columns.ts';
import { type Kernel, perGroup } from './per-group.ts';
import type { Rolling } from './rolling-sum.ts';
import { windowLength } from './window-length.ts';

/**
 * The slope, per row, of the least-squares line through each trailing window of at least 2 rows; NaN where the
 * window is not yet full or holds a missing or infinite value (numpy: `polyfit(arange(window), x, 1)[0]`).
 */
export function rollingSlope(values: NumericColumn, { window, groups }: Rolling): Float64Array {
  const length = windowLength(window, { rows: values.length, least: 2 });
  return perGroup(values, { groups }, slopeKernel(length));
}

/**
 * Mean and co-moment with the row number, merged from a suffix of one block and a prefix of the next as in
 * `rollingDeviation`. The row numbers of two neighbouring parts of m and n rows have means (m + n) / 2 apart,
 * so parts merge by adding `gap of their means × m n / 2`.
 */
function slopeKernel(window: number): Kernel {
  const spread = (window * (window * window - 1)) / 12;
  const suffixMean = new Float64Array(window + 1);
  const suffixMoment = new Float64Array(window + 1);
  return (input, output, { from, to }) => {
    suffixMean.fill(Number.NaN, 0, window);
    suffixMoment.fill(Number.NaN, 0, window);
    for (let block = from; block < to; block += window) {
      const end = Math.min(block + window, to);
      let mean = 0;
      let moment = 0;
      for (let i = block; i < end; i++) {
        const count = i - block + 1;
        const difference = input[i]! - mean;
        moment += (difference * (count - 1)) / 2;
        mean += difference / count;
        const gap = mean - suffixMean[count]!;
        const merged = moment + suffixMoment[count]! + (gap * (count * (window - count))) / 2;
        output[i] = merged - merged === 0 ? merged / spread : Number.NaN;
      }
      mean = 0;
      moment = 0;
      for (let i = end - 1; end < to && i >= block; i--) {
        const difference = input[i]! - mean;
        moment -= (difference * (end - i - 1)) / 2;
        mean += difference / (end - i);
        suffixMean[i - block] = mean;
        suffixMoment[i - block] = moment;
      }
    }
  };
}
