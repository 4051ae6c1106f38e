import type { ColumnTable } from 'arquero';
import { type Columns, rowCount } from '../columns.ts';

/** The columns as an Arquero table that shares their arrays: nothing is copied. */
export async function toArquero(columns: Columns): Promise<ColumnTable> {
  rowCount(columns);
  const { table } = await import('arquero');
  return table(columns as Record<string, ArrayLike<unknown>>, Object.keys(columns));
}
