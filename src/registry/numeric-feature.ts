/** A column of a table as numbers, NaN where missing. Throws naming one that is not there or holds text. */
export function numericFeature(
  table: Readonly<Record<string, ArrayLike<number | string | null>>>,
  name: string,
): Float64Array {
  const column = Object.hasOwn(table, name) ? table[name] : undefined;
  if (column === undefined) throw new Error(`the rows have no column "${name}"`);
  if (column instanceof Float64Array) return column;
  const values = Array.from(column);
  if (!values.every((value) => typeof value === 'number' || value === null)) {
    throw new Error(`the column "${name}" holds what is no number; a missing value is NaN`);
  }
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}
