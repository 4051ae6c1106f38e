import type { Json, JsonObject } from '../../base/json.ts';
import type { ChartDisplay, TableColumn } from '../../model/display.ts';

/**
 * A chart whose spec draws the columns that its reader gets as a table: the fields of the spec are the columns'
 * names. Colours, fonts and background are left to the page, which knows light, dark and print; a spec sets
 * shape, dash and order, so that no series is told by colour alone.
 */
export function chartOf(chart: {
  readonly title: string;
  readonly description: string;
  readonly columns: readonly TableColumn[];
  readonly spec: JsonObject;
}): ChartDisplay {
  const { title, description, columns, spec } = chart;
  return {
    kind: 'chart',
    title,
    description,
    spec: { data: { values: rowsOf(columns) }, ...spec },
    data: columns,
  };
}

/** Columns as rows of named values. */
function rowsOf(columns: readonly TableColumn[]): readonly JsonObject[] {
  const rows = Math.max(0, ...columns.map((column) => column.values.length));
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? null])),
  );
}

/**
 * A column of numbers for display; what is not finite is missing. Fractions keep 8 significant digits where
 * not told otherwise: more than any screen shows, at half the size in the record. The metrics themselves keep
 * every digit.
 */
export function numberColumn(
  name: string,
  {
    values,
    format,
    digits = 8,
  }: {
    readonly values: ArrayLike<number>;
    readonly format?: NonNullable<TableColumn['format']>;
    readonly digits?: number;
  },
): TableColumn {
  const shown: readonly Json[] = Array.from(values, (value) => {
    if (!Number.isFinite(value)) return null;
    return Number.isInteger(value) ? value : Number(value.toPrecision(digits));
  });
  return format === undefined ? { name, values: shown } : { name, values: shown, format };
}
