/** Numbers of one column, one a row; a missing value is NaN (only floating-point arrays can hold one). */
export type NumericColumn = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint8Array;

/** Text of one column, one a row; a missing value is null. */
export type TextColumn = readonly (string | null)[];

/**
 * One column of a table. Instants and dates are a `Float64Array` of milliseconds since 1970-01-01T00:00Z,
 * which is exact for every instant JavaScript can name.
 */
export type Column = NumericColumn | TextColumn;

/** A table as columns of one length, in their order. */
export type Columns = Readonly<Record<string, Column>>;

/** The rows of a table whose columns all have one length; throws where they have not. */
export function rowCount(columns: Columns): number {
  let rows = -1;
  let first = '';
  for (const [name, column] of Object.entries(columns)) {
    if (rows === -1) {
      rows = column.length;
      first = name;
    } else if (column.length !== rows) {
      throw new Error(`column "${name}" has ${column.length} rows, "${first}" has ${rows}`);
    }
  }
  return Math.max(rows, 0);
}

/** The column of that name as numbers; throws where there is none, or where it holds text. */
export function numericColumn(columns: Columns, name: string): NumericColumn {
  const column = columns[name];
  if (column === undefined) {
    throw new Error(`there is no column "${name}"; the columns are ${Object.keys(columns).join(', ')}`);
  }
  if (!ArrayBuffer.isView(column)) throw new Error(`column "${name}" holds text; numbers are needed`);
  return requireNumbers(column, `column "${name}"`);
}

/** `column` as numbers; throws, by the name that it is given, for what is no typed array of numbers. */
export function requireNumbers(column: unknown, name: string): NumericColumn {
  if (column instanceof BigInt64Array || column instanceof BigUint64Array) {
    throw new Error(`${name} holds BigInts; Float64Array.from(column, Number) makes numbers of them`);
  }
  if (!ArrayBuffer.isView(column) || !('length' in column)) {
    throw new Error(`${name} must be a typed array of numbers`);
  }
  return column as NumericColumn;
}

/** The column of that name as text, null where missing; throws where there is none, or where it holds numbers. */
export function textColumn(columns: Columns, name: string): TextColumn {
  const column = columns[name];
  if (column === undefined) {
    throw new Error(`there is no column "${name}"; the columns are ${Object.keys(columns).join(', ')}`);
  }
  if (ArrayBuffer.isView(column)) throw new Error(`column "${name}" holds numbers; text is needed`);
  return column as TextColumn;
}

/** As `textColumn`, of a column that must be there in every row (keys, labels): throws naming the first without. */
export function completeTextColumn(columns: Columns, name: string): readonly string[] {
  const column = textColumn(columns, name);
  const missing = column.indexOf(null);
  if (missing !== -1) throw new Error(`column "${name}" is missing in row ${missing}`);
  return column as readonly string[];
}
