import type { Columns } from '../columns.ts';
import { takeRows } from '../features/take-rows.ts';
import type { Split } from './split.ts';

/** A split as a table to write: the key columns of each of its rows, then `fold` and `part`. */
export function splitTable(split: Split, keys: Columns): Columns {
  for (const name of ['fold', 'part']) {
    if (keys[name] !== undefined) throw new Error(`a key column cannot be named "${name}"`);
  }
  return { ...takeRows(keys, split.row), fold: split.fold, part: split.part };
}
