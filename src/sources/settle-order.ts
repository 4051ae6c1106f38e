import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { readContent, sortRows } from './canonical-order.ts';
import type { TableContent } from './content-hash.ts';
import type { Column } from './copy-decoder.ts';
import type { KeyOrderState } from './key-order.ts';
import { createTableSql, quoted, type SnapshotFile } from './snapshot-writer.ts';
import type { TableSpec } from './source-spec.ts';

/** What a table holds, and whether its key ascends row by row. */
export interface OrderedContent {
  readonly content: TableContent;
  readonly order: KeyOrderState;
}

/** Makes a table of the rows that a relation of the file holds, in the order of the key, and reads it back. */
export async function makeOrdered(
  file: SnapshotFile,
  table: TableSpec,
  from: { readonly relation: string; readonly columns: readonly Column[] },
): Promise<OrderedContent> {
  const { name, key } = table;
  const isPlain = file.plainTables.has(name);
  const into = isPlain ? createTableSql(name, from.columns, { isPlain }) : null;
  await sortRows(file.connection, { from: from.relation, to: quoted(name), into, key });
  return readContent(file.connection, { name: quoted(name), columns: from.columns, key });
}

/** The content of a finished table, or why its key is none. */
export async function acceptOrdered(
  file: SnapshotFile,
  table: TableSpec,
  { content, order }: OrderedContent,
): Promise<Result<TableContent, SourceProblem>> {
  switch (order.kind) {
    case 'ascending':
      return ok(content);
    case 'null-key':
      return err({ kind: 'null-key', table: table.name, column: order.column });
    case 'duplicate-key': {
      const values = await duplicateOf(file, table);
      return err({ kind: 'duplicate-key', table: table.name, key: table.key, values });
    }
    case 'unordered':
      throw new Error(`table ${table.name}: DuckDB sorts its key in another order than labbook does`);
  }
}

/** The smallest key that several rows have. */
async function duplicateOf(file: SnapshotFile, table: TableSpec): Promise<readonly string[]> {
  const key = table.key.map(quoted).join(', ');
  const shown = table.key.map((name) => `${quoted(name)}::VARCHAR`).join(', ');
  const reader = await file.connection.runAndReadAll(
    `SELECT ${shown} FROM ${quoted(table.name)} GROUP BY ${key} HAVING count(*) > 1 ORDER BY ${key} LIMIT 1`,
  );
  return (reader.getRows()[0] ?? []).map(String);
}
