import type { NumericColumn } from '../columns.ts';

/**
 * The values of a column in the training rows, without missing ones; throws where there is none, where one is
 * infinite, and for a row number that is not there.
 */
export function trainingValues(
  column: NumericColumn,
  { name, rows }: { name: string; rows: ArrayLike<number> },
): Float64Array {
  if (rows.length === 0) throw new Error('there are no training rows to fit on');
  const values = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i]!];
    if (value === undefined) throw new Error(`there is no row ${rows[i]} in column "${name}"`);
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) throw new Error(`column "${name}" is ${value} in row ${rows[i]}`);
    values[count++] = value;
  }
  if (count === 0) throw new Error(`column "${name}" has no value in the training rows`);
  return values.subarray(0, count);
}
