import { type Columns, rowCount } from '../../learn/columns.ts';

/** Rows with what was missing at its declared value, and where that was. */
export interface FilledRows {
  readonly rows: Columns;
  /** Column → the rows whose value was missing; only columns in which some was. */
  readonly filled: ReadonlyMap<string, Uint8Array>;
}

/** Puts the declared value in the place of each missing one; of a column that is not there, of them all. */
export function fillNeutral(given: Columns, neutral: Readonly<Record<string, number>>): FilledRows {
  const count = rowCount(given);
  const filled = new Map<string, Uint8Array>();
  const columns: Record<string, Columns[string]> = { ...given };
  for (const [name, value] of Object.entries(neutral)) {
    const column = Object.hasOwn(given, name) ? given[name] : undefined;
    const where = new Uint8Array(count);
    const values = new Float64Array(count);
    let isAny = false;
    for (let row = 0; row < count; row++) {
      const own = column?.[row];
      const isMissing = typeof own !== 'number' || Number.isNaN(own);
      values[row] = isMissing ? value : own;
      if (isMissing) where[row] = 1;
      isAny ||= isMissing;
    }
    if (!isAny) continue;
    columns[name] = values;
    filled.set(name, where);
  }
  return { rows: columns, filled };
}
