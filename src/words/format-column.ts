import type { Json } from '../base/json.ts';
import type { TableColumn } from '../model/display.ts';
import { alignDecimals, type DecimalPadding } from './align-decimals.ts';
import { formatDecimals, formatNumber, formatValue } from './format-value.ts';

/** Decimals that all numbers of a column may share; a column that needs more has each to its own digits. */
const mostDecimals = 6;

/**
 * A column's values as its cells: numbers all to the decimals that the one in most need has, so that what is shown
 * adds up to what the whole column does, with their points in one line. Years stand without a comma.
 */
export function formatColumn(column: TableColumn, padding: DecimalPadding): readonly string[] {
  const { values } = column;
  const format = column.format ?? yearFormat(column.name, values);
  const numbers = values.filter((value): value is number => typeof value === 'number');
  const cells = values.map((value) => formatValue(value, format));
  if (numbers.length === 0) return cells;
  if (format !== undefined || numbers.every(Number.isInteger)) return alignDecimals(cells, padding);
  const needed = Math.max(...numbers.map((value) => decimalsOf(formatNumber(value))));
  if (needed > mostDecimals) return alignDecimals(cells, padding);
  const shared = values.map((value) =>
    typeof value === 'number' ? formatDecimals(value, needed) : formatValue(value),
  );
  return alignDecimals(shared, padding);
}

/** `year` where a column's name says so and its numbers look it. */
export function yearFormat(name: string, values: readonly Json[]): 'year' | undefined {
  const isYear = (value: Json) =>
    value === null || (Number.isInteger(value) && isYearNumber(value as number));
  return /(^|[^a-z])year$|[a-z]Year$/i.test(name) && values.every(isYear) ? 'year' : undefined;
}

function isYearNumber(value: number): boolean {
  return value >= 1000 && value < 3000;
}

function decimalsOf(text: string): number {
  return /^[^e]*\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}
