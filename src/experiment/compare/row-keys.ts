import type { Columns } from '../../learn/columns.ts';

const timeNames = ['ts', 'date', 'day', 'time', 'timestamp', 'datetime'];
const otherKeyNames = ['symbol', 'ticker', 'id', 'key', 'row', 'series', 'entity'];

/** The columns that look as if they named a row, by their names. */
export function keyColumns(columns: Columns): readonly string[] {
  return Object.keys(columns).filter((name) => {
    const plain = name.toLowerCase();
    return timeNames.includes(plain) || otherKeyNames.includes(plain) || plain.endsWith('_id');
  });
}

/** A key's value as text; instants as dates. */
export function keyText(value: number | string | null | undefined, name: string): string {
  if (typeof value !== 'number') return value ?? '–';
  if (!timeNames.includes(name.toLowerCase()) || Math.abs(value) < 1e8) return String(value);
  return new Date(value).toISOString().replace(/T00:00:00\.000Z$/, '');
}

/** The day of each row (UTC, days since 1970), by the first of these columns that tells a time; else null. */
export function daysOf(
  columns: Columns,
  { names, order }: { readonly names: readonly string[]; readonly order: readonly number[] },
): Float64Array | null {
  const [only] = names;
  const name =
    timeNames.flatMap((time) => names.filter((key) => key.toLowerCase() === time))[0] ??
    (names.length === 1 && order.every((row) => isInstant(columns[only ?? '']?.[row])) ? only : undefined);
  const column = name === undefined ? undefined : columns[name];
  if (column === undefined) return null;
  const days = Float64Array.from(order, (row) => {
    const value = column[row] ?? Number.NaN;
    return Math.floor((typeof value === 'number' ? value : Date.parse(value)) / 86_400_000);
  });
  return days.every(Number.isFinite) ? days : null;
}

function isInstant(value: number | string | null | undefined): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value);
}
