import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../base/maker-mark.ts';
import { type Columns, rowCount } from '../../learn/columns.ts';
import { takeRows } from '../../learn/features/take-rows.ts';
import type { ColumnType } from '../../learn/table/column-type.ts';
import { readTable, readTableTypes } from '../../learn/table/read-table.ts';

/** A table of rows, and what its columns hold. */
export interface ReadRows {
  readonly rows: Columns;
  readonly types: Readonly<Record<string, ColumnType>>;
}

/** Reads the rows of a `.csv`, `.json`, `.ndjson`, `.jsonl` or `.parquet` file. Rejects with what is wrong with it. */
export async function readRows(path: string): Promise<ReadRows> {
  const types = await readTableTypes(path);
  return { rows: await readTable(path), types };
}

/** The same of bytes that came by a pipe; what they are is told by how they begin. */
export async function readPipedRows(bytes: Uint8Array): Promise<ReadRows> {
  const folder = await scratchFolder();
  try {
    const path = join(folder, `rows.${endingOf(bytes)}`);
    await writeFile(path, bytes);
    return await readRows(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rows whose instant in the column `time` is not after `at`, in milliseconds since 1970-01-01T00:00Z. */
export function rowsUntil(
  rows: Columns,
  { time, at }: { readonly time: string; readonly at: number },
): Columns {
  const instants = rows[time];
  const kept: number[] = [];
  for (let row = 0; row < rowCount(rows); row++) {
    const value = instants?.[row];
    const instant = typeof value === 'string' ? Date.parse(value) : Number(value ?? Number.NaN);
    if (instant <= at) kept.push(row);
  }
  return takeRows(rows, kept);
}

function endingOf(bytes: Uint8Array): string {
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PAR1') return 'parquet';
  const [first = ''] = Buffer.from(bytes.subarray(0, 4096)).toString('utf8').trimStart();
  if (first === '[') return 'json';
  return first === '{' ? 'ndjson' : 'csv';
}
