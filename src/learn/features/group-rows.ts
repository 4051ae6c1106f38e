import type { Column } from '../columns.ts';

/**
 * Finds the rows of each distinct key. Where each group's rows stand together, as in a table sorted by symbol
 * and time, this needs no memory a row; otherwise 4 bytes a row (8 while finding). Missing keys (NaN, null) are one group.
 */
export function groupRows(keys: Column): Groups {
  const rows = keys.length;
  const groupOfKey = new Map<number | string | null, number>();
  const firstRows: number[] = [];
  let groupOfRow: Int32Array | undefined;
  let group = -1;
  for (let row = 0; row < rows; row++) {
    const key = keys[row] as number | string | null;
    if (row === 0 || !Object.is(key, keys[row - 1])) {
      const known = groupOfKey.get(key);
      if (known === undefined) {
        group = firstRows.length;
        groupOfKey.set(key, group);
        firstRows.push(row);
      } else {
        group = known;
        groupOfRow ??= groupsSoFar(firstRows, { rows, seen: row });
      }
    }
    if (groupOfRow !== undefined) groupOfRow[row] = group;
  }
  if (groupOfRow === undefined) {
    return {
      rows,
      starts: Int32Array.from([...firstRows, rows]),
      order: null,
      firstRows: Int32Array.from(firstRows),
    };
  }
  const starts = new Int32Array(firstRows.length + 1);
  for (let row = 0; row < rows; row++) starts[groupOfRow[row]! + 1]! += 1;
  for (let g = 0; g < firstRows.length; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice();
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) order[next[groupOfRow[row]!]!++] = row;
  return { rows, starts, order, firstRows: Int32Array.from(firstRows) };
}

/** The rows of a table by group: what `groupRows` finds once, for any number of features. */
export interface Groups {
  readonly rows: number;
  /** Where each group begins in `order`, and last the number of rows. Groups stand in order of first row. */
  readonly starts: Int32Array;
  /** Rows, group after group, in the table's order within each; null where the table already stands so. */
  readonly order: Int32Array | null;
  /** The first row of each group, which tells its key. */
  readonly firstRows: Int32Array;
}

/** The group of each row seen so far, while every group's rows still stood together. */
function groupsSoFar(
  firstRows: readonly number[],
  { rows, seen }: { rows: number; seen: number },
): Int32Array {
  const groupOfRow = new Int32Array(rows);
  for (let g = 0; g < firstRows.length; g++) groupOfRow.fill(g, firstRows[g], firstRows[g + 1] ?? seen);
  return groupOfRow;
}

/** All rows of a table as one group. */
export function oneGroup(rows: number): Groups {
  return { rows, starts: Int32Array.of(0, rows), order: null, firstRows: new Int32Array(rows > 0 ? 1 : 0) };
}
