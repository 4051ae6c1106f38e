import type { TextColumn } from '../columns.ts';

/** The rows of each name of a column, in the order of their first rows; rows without a name are left out. */
export function rowsByName(names: TextColumn): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const [row, name] of names.entries()) {
    if (name === null) continue;
    const known = rows.get(name);
    if (known === undefined) rows.set(name, [row]);
    else known.push(row);
  }
  return rows;
}
