import type { Column, Columns } from '../../learn/columns.ts';

/** Rows as columns: text where any value is text, else numbers with NaN where one is missing; a Date as milliseconds. */
export function columnsOf(rows: Columns | readonly Readonly<Record<string, unknown>>[]): Columns {
  if (!Array.isArray(rows)) return rows as Columns;
  const objects = rows as readonly Readonly<Record<string, unknown>>[];
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, columnOf(objects, name)]));
}

function columnOf(rows: readonly Readonly<Record<string, unknown>>[], name: string): Column {
  const values = rows.map((row, i) => plain(Object.hasOwn(row, name) ? row[name] : null, { name, row: i }));
  if (!values.some((value) => typeof value === 'string')) {
    return Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
  }
  const odd = values.findIndex((value) => typeof value === 'number');
  if (odd !== -1)
    throw new Error(`the column "${name}" holds text, and the number ${values[odd]} in row ${odd}`);
  return values as (string | null)[];
}

function plain(value: unknown, { name, row }: { name: string; row: number }): number | string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  throw new Error(`the column "${name}" holds ${typeof value} in row ${row}: numbers and text are answered`);
}
