import type { Columns } from '../../src/learn/columns.ts';

/** Columns as their array kinds and plain values, which `assert.equal` compares with NaN equal to NaN. */
export function plainColumns(columns: Columns): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      { kind: column.constructor.name, values: Array.from(column as ArrayLike<unknown>) },
    ]),
  );
}
