import type { NumericColumn } from '../columns.ts';
import { type Kernel, perGroup } from './per-group.ts';
import type { Rolling } from './rolling-sum.ts';
import { windowLength } from './window-length.ts';

/**
 * Where each value stands within its trailing window, from 1 / window (least) to 1 (greatest), equal values at
 * the mean of their places; NaN where the window is not yet full or holds a missing or infinite value (pandas:
 * `rolling(window).rank(pct=True)`). Unlike a rank within a whole group it sees nothing that comes later.
 */
export function rollingRank(values: NumericColumn, { window, groups }: Rolling): Float64Array {
  const length = windowLength(window, { rows: values.length });
  return perGroup(values, { groups }, rankKernel(length));
}

/** The window's values are kept in order: a binary search and one move of memory a row. */
function rankKernel(window: number): Kernel {
  const ordered = new Float64Array(window + 1);
  return (input, output, { from, to }) => {
    let size = 0;
    let lastMissing = from - 1;
    for (let i = from; i < to; i++) {
      const value = input[i]!;
      if (value - value !== 0) {
        size = 0;
        lastMissing = i;
        output[i] = Number.NaN;
        continue;
      }
      if (i - window > lastMissing) {
        const gone = placeOf(input[i - window]!, { ordered, size, isAfterEqual: false });
        ordered.copyWithin(gone, gone + 1, size);
        size--;
      }
      const place = placeOf(value, { ordered, size, isAfterEqual: true });
      ordered.copyWithin(place + 1, place, size);
      ordered[place] = value;
      size++;
      const first = placeOf(value, { ordered, size, isAfterEqual: false });
      output[i] = size === window ? (first + place + 2) / 2 / window : Number.NaN;
    }
  };
}

/** The first place whose value is not less than (or, after equals, is greater than) the value. */
function placeOf(
  value: number,
  { ordered, size, isAfterEqual }: { ordered: Float64Array; size: number; isAfterEqual: boolean },
): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = ordered[middle]!;
    if (found < value || (isAfterEqual && found === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
