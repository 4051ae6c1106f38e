import type { Column, NumericColumn, TextColumn } from '../columns.ts';
import type { Groups } from '../features/group-rows.ts';
import { resolveGroups } from '../features/per-group.ts';
import { wholeNumber } from '../features/whole-number.ts';

/**
 * Labels each row by its return over the next `horizon` rows of its group. A label looks ahead by nature: its
 * interval [t0, t1] is what `chronologicalSplit` purges by and `assertNoLeakage` checks.
 */
export function horizonLabels(options: HorizonLabelOptions): HorizonLabels {
  const { price, time, groups, threshold, classes } = options;
  const horizon = wholeNumber(options.horizon, { name: 'horizon', least: 1 });
  if (!(threshold >= 0 && threshold < Number.POSITIVE_INFINITY)) {
    throw new Error(`\`threshold\` must be a number of at least 0; it is ${threshold}`);
  }
  const rows = price.length;
  if (time.length !== rows) throw new Error(`\`time\` has ${time.length} rows, \`price\` has ${rows}`);
  const { starts, order } = resolveGroups({ groups }, rows);
  const label = new Array<string | null>(rows).fill(null);
  const forwardReturn = new Float64Array(rows).fill(Number.NaN);
  const t0 = Float64Array.from(time);
  const t1 = new Float64Array(rows).fill(Number.NaN);
  for (let g = 0; g + 1 < starts.length; g++) {
    const from = starts[g]!;
    const to = starts[g + 1]!;
    for (let place = from; place < to; place++) {
      const row = order?.[place] ?? place;
      checkPrice(price[row]!, row);
      if (place > from && !(time[row]! > time[order?.[place - 1] ?? place - 1]!)) {
        throw new Error(
          `\`time\` does not rise in row ${row}: sort by key and time first, one row an instant`,
        );
      }
      if (place - horizon < from) continue;
      const before = order?.[place - horizon] ?? place - horizon;
      const change = price[row]! / price[before]! - 1;
      if (Number.isNaN(change)) continue;
      forwardReturn[before] = change;
      t1[before] = time[row]!;
      label[before] = change > threshold ? classes.up : change < -threshold ? classes.down : classes.flat;
    }
  }
  return { label, forwardReturn, t0, t1 };
}

/** What a rise, a fall, and neither are called. */
export interface DirectionClasses {
  readonly up: string;
  readonly flat: string;
  readonly down: string;
}

export interface HorizonLabelOptions {
  /** One price a row, greater than 0; NaN where missing. */
  readonly price: NumericColumn;
  /** The instant of each row, epoch milliseconds, rising within a group. */
  readonly time: NumericColumn;
  /** The key of each row (a symbol), or what `groupRows` made of it; one group by default. */
  readonly groups?: Groups | Column;
  /** Rows ahead, within the group. */
  readonly horizon: number;
  /** A return above it is `classes.up`, below its negative `down`, else `flat`; 0.05 is five per cent. */
  readonly threshold: number;
  readonly classes: DirectionClasses;
}

/** Labels row by row, each with the interval of time that it was made from. */
export interface HorizonLabels {
  /** Null for the last `horizon` rows of each group and where a price is missing. */
  readonly label: TextColumn;
  /** The price `horizon` rows ahead over the price now, less 1; NaN where there is no label. */
  readonly forwardReturn: Float64Array;
  /** The row's own instant, epoch milliseconds. */
  readonly t0: Float64Array;
  /** The instant of the price `horizon` rows ahead, epoch milliseconds; NaN where there is no label. */
  readonly t1: Float64Array;
}

function checkPrice(price: number, row: number): void {
  if (price <= 0 || price === Number.POSITIVE_INFINITY) {
    throw new Error(`\`price\` is ${price} in row ${row}: a return needs prices greater than 0`);
  }
}
