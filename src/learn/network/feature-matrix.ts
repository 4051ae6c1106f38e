import { type NumericColumn, requireNumbers } from '../columns.ts';

/** Rows × columns of numbers, row-major, in single precision. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/**
 * The named columns side by side, one row after another. Throws an Error naming the column that is missing,
 * has another length, or holds a value that is not a finite single-precision number, and its first row.
 */
export function featureMatrix(
  features: Readonly<Record<string, NumericColumn>>,
  names: readonly string[],
): FeatureMatrix {
  const rows = names.length === 0 ? 0 : columnOf(features, names[0] as string).length;
  const values = new Float32Array(rows * names.length);
  for (let j = 0; j < names.length; j++) {
    const name = names[j] as string;
    const column = columnOf(features, name);
    if (column.length !== rows) {
      throw new Error(`feature "${name}" has ${column.length} rows, "${names[0]}" has ${rows}`);
    }
    for (let i = 0, at = j; i < rows; i++, at += names.length) {
      values[at] = column[i] as number;
      if (!Number.isFinite(values[at])) throw new Error(unusable(name, column, i));
    }
  }
  return { rows, columns: names.length, values };
}

function columnOf(features: Readonly<Record<string, NumericColumn>>, name: string): NumericColumn {
  const column = Object.hasOwn(features, name) ? features[name] : undefined;
  if (column === undefined) {
    throw new Error(`there is no feature "${name}"; the columns are ${Object.keys(features).join(', ')}`);
  }
  return requireNumbers(column, `feature "${name}"`);
}

function unusable(name: string, column: NumericColumn, row: number): string {
  const value = column[row] as number;
  const found = Number.isNaN(value) ? 'a missing value (NaN)' : `${value}`;
  const why = Number.isFinite(value)
    ? 'is beyond single precision; scale it'
    : 'cannot be used; impute or drop it';
  return `feature "${name}" holds ${found} at row ${row}, which ${why}`;
}
