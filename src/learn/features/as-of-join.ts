import { type Column, type Columns, type NumericColumn, rowCount } from '../columns.ts';
import { groupRows, oneGroup } from './group-rows.ts';
import { takeRows } from './take-rows.ts';

/**
 * For each deciding row, the columns of the latest fact of its key with `availableAt` ≤ `decidedAt` (the last
 * of equals); missing where there is none. One pass over both tables (pandas: `merge_asof(direction='backward')`).
 * Throws where a time is missing or falls within a key, and where `isStrict` is left out and a fact is stamped at the
 * very midnight (UTC) of the decision: a date alone does not say whether the day was over.
 */
export function asOfJoin(facts: Columns, options: AsOfJoinOptions): Columns {
  const known = rowCount(facts);
  if (options.availableAt.length !== known) {
    throw new Error(`\`availableAt\` has ${options.availableAt.length} rows, the facts have ${known}`);
  }
  return takeRows(facts, asOfRows(options));
}

/** The rows that decide, and what each may know. */
export interface AsOfJoinOptions {
  /** When each row decides, epoch milliseconds; never falling within a key. */
  readonly decidedAt: NumericColumn;
  /** The key of each row; none where all rows look at the same facts. */
  readonly keys?: Column | undefined;
  /** When each row of `facts` became known, epoch milliseconds; never falling within a key. */
  readonly availableAt: NumericColumn;
  /** The key of each row of `facts`; given exactly where `keys` is. */
  readonly factKeys?: Column | undefined;
  /** A fact older than this, in milliseconds, is not used. */
  readonly maxAgeMs?: number;
  /** True to leave out a fact that became known at the very instant of the decision; false to take it, midnights too. */
  readonly isStrict?: boolean;
}

/** The row of `facts` that each deciding row sees; −1 where there is none. As `asOfJoin`. */
export function asOfRows(options: AsOfJoinOptions): Int32Array {
  const {
    decidedAt,
    availableAt,
    keys,
    factKeys,
    maxAgeMs = Number.POSITIVE_INFINITY,
    isStrict = false,
  } = options;
  if ((keys === undefined) !== (factKeys === undefined))
    throw new Error('give both `keys` and `factKeys`, or neither');
  const rows = decidedAt.length;
  const groups = keys === undefined ? oneGroup(rows) : groupRows(keys);
  const factGroups = factKeys === undefined ? oneGroup(availableAt.length) : groupRows(factKeys);
  if (groups.rows !== rows) throw new Error(`\`keys\` has ${groups.rows} rows, \`decidedAt\` has ${rows}`);
  if (factGroups.rows !== availableAt.length) {
    throw new Error(`\`factKeys\` has ${factGroups.rows} rows, \`availableAt\` has ${availableAt.length}`);
  }
  const keyOf = (column: Column | undefined, row: number) =>
    column?.[row] as number | string | null | undefined;
  const factGroupOf = new Map(
    Array.from(factGroups.firstRows, (row, group) => [keyOf(factKeys, row), group]),
  );
  const factRow = (place: number) => factGroups.order?.[place] ?? place;

  for (let g = 0; g + 1 < factGroups.starts.length; g++) {
    let last = Number.NEGATIVE_INFINITY;
    for (let place = factGroups.starts[g]!; place < factGroups.starts[g + 1]!; place++) {
      last = notBefore(last, {
        time: availableAt[factRow(place)]!,
        row: factRow(place),
        name: 'availableAt',
      });
    }
  }
  const found = new Int32Array(rows).fill(-1);
  for (let g = 0; g + 1 < groups.starts.length; g++) {
    const factGroup = factGroupOf.get(keyOf(keys, groups.firstRows[g]!));
    let next = factGroup === undefined ? 0 : factGroups.starts[factGroup]!;
    const first = next;
    const end = factGroup === undefined ? 0 : factGroups.starts[factGroup + 1]!;
    let last = Number.NEGATIVE_INFINITY;
    for (let place = groups.starts[g]!; place < groups.starts[g + 1]!; place++) {
      const row = groups.order?.[place] ?? place;
      last = notBefore(last, { time: decidedAt[row]!, row, name: 'decidedAt' });
      while (next < end && isKnown(availableAt[factRow(next)]!, { by: last, isStrict })) next++;
      if (next === first) continue;
      const fact = factRow(next - 1);
      const age = last - availableAt[fact]!;
      if (age > maxAgeMs) continue;
      if (age === 0 && options.isStrict === undefined) refuseMidnight(last, { row, fact });
      found[row] = fact;
    }
  }
  return found;
}

function refuseMidnight(at: number, { row, fact }: { readonly row: number; readonly fact: number }): void {
  if (at === 0 || at % 86_400_000 !== 0) return;
  const day = new Date(at).toISOString().slice(0, 10);
  throw new Error(
    `row ${row} decides at midnight of ${day}, when fact ${fact} became known: a date alone does not say which came first. ` +
      'Give `isStrict: true` where a fact of a day is known only once the day is over, or `isStrict: false` where it is known as it begins',
  );
}

function isKnown(availableAt: number, { by, isStrict }: { by: number; isStrict: boolean }): boolean {
  return isStrict ? availableAt < by : availableAt <= by;
}

/** The time, where it does not come before `last`; throws naming its row otherwise. */
function notBefore(last: number, { time, row, name }: { time: number; row: number; name: string }): number {
  if (Number.isNaN(time)) throw new Error(`\`${name}\` is missing in row ${row}`);
  if (time < last) throw new Error(`\`${name}\` falls in row ${row}: sort by key and time first`);
  return time;
}
