import { type Column, type Columns, rowCount } from '../columns.ts';

/**
 * The rows named by `rows`, in that order, of every column. A row number of −1 stands for no row: NaN or null,
 * and an integer column that has one becomes a `Float64Array`. Throws for a row that is not there.
 */
export function takeRows(columns: Columns, rows: ArrayLike<number>): Columns {
  const available = rowCount(columns);
  let hasNone = false;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row === -1) hasNone = true;
    else if (!Number.isInteger(row) || row < 0 || row >= available) {
      throw new Error(`there is no row ${row} in a table of ${available} rows`);
    }
  }
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, taken(column, { rows, hasNone })]),
  );
}

function taken(column: Column, { rows, hasNone }: { rows: ArrayLike<number>; hasNone: boolean }): Column {
  if (!ArrayBuffer.isView(column)) {
    return Array.from(rows, (row) => (column as readonly (string | null)[])[row] ?? null);
  }
  const holdsNaN = column instanceof Float64Array || column instanceof Float32Array;
  const out = hasNone && !holdsNaN ? new Float64Array(rows.length) : emptyLike(column, rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!] ?? Number.NaN;
  return out;
}

function emptyLike<T extends Exclude<Column, readonly (string | null)[]>>(column: T, length: number): T {
  return new (column.constructor as new (length: number) => T)(length);
}
