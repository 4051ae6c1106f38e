import type { ColumnTable } from 'arquero';
import type { Column, Columns, NumericColumn } from '../columns.ts';

/**
 * The columns of an Arquero table, in its order of rows. A column whose data is a typed array is shared, not
 * copied, where the table is neither filtered nor ordered. Plain arrays of numbers, booleans (0 or 1) or dates
 * (epoch milliseconds) become a `Float64Array`, with NaN for null and undefined, as does an array
 * of nothing else; arrays of text stay text.
 * Throws for a column that mixes text with other values, or holds anything else.
 */
export function fromArquero(table: ColumnTable): Columns {
  const indices = table.isFiltered() || table.isOrdered() ? table.indices() : undefined;
  const names = table.columnNames();
  return Object.fromEntries(
    names.map((name) => {
      const data: unknown = (table.column(name) as { data?: unknown }).data ?? table.column(name);
      if (isNumericColumn(data)) return [name, indices === undefined ? data : gathered(data, indices)];
      return [name, converted(name, table.array(name) as ArrayLike<unknown>)];
    }),
  );
}

function isNumericColumn(data: unknown): data is NumericColumn {
  return (
    data instanceof Float64Array ||
    data instanceof Float32Array ||
    data instanceof Int32Array ||
    data instanceof Uint32Array ||
    data instanceof Int16Array ||
    data instanceof Uint8Array
  );
}

function gathered(data: NumericColumn, indices: ArrayLike<number>): NumericColumn {
  const out = new (data.constructor as new (length: number) => NumericColumn)(indices.length);
  for (let i = 0; i < indices.length; i++) out[i] = data[indices[i]!]!;
  return out;
}

function converted(name: string, values: ArrayLike<unknown>): Column {
  let hasText = false;
  for (let i = 0; i < values.length && !hasText; i++) hasText = typeof values[i] === 'string';
  return hasText ? asText(name, values) : asNumbers(name, values);
}

function asText(name: string, values: ArrayLike<unknown>): (string | null)[] {
  return Array.from(values, (value, row) => {
    if (value === null || value === undefined) return null;
    if (typeof value !== 'string') throw refused(name, { row, value });
    return value;
  });
}

function asNumbers(name: string, values: ArrayLike<unknown>): Float64Array {
  const out = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null || value === undefined) out[row] = Number.NaN;
    else if (typeof value === 'number' || typeof value === 'boolean') out[row] = Number(value);
    else if (value instanceof Date) out[row] = value.getTime();
    else if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) out[row] = Number(value);
    else throw refused(name, { row, value });
  }
  return out;
}

function refused(name: string, { row, value }: { row: number; value: unknown }): Error {
  return new Error(
    `column "${name}" row ${row} holds ${typeof value} ${String(value)}, which its column cannot carry`,
  );
}
