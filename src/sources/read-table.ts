import type { Client } from 'pg';
import { err, ok, type Result } from '../base/result.ts';
import { readContent, sortTable } from './canonical-order.ts';
import { duckdbType } from './carried-type.ts';
import { checkTable, schemaChanges } from './check-table.ts';
import { ContentHash, type TableContent } from './content-hash.ts';
import { type Column, ColumnRefused } from './copy-decoder.ts';
import { copyPrefix, copyTable } from './copy-table.ts';
import { describeColumns, describePrefix } from './describe-columns.ts';
import { explainPrefix, explainQuery } from './explain-query.ts';
import type { AttemptState, ReadOptions } from './extract-options.ts';
import { KeyOrder, type KeyOrderState } from './key-order.ts';
import { readComments } from './read-comments.ts';
import type { TableInfo } from './snapshot-info.ts';
import { createTableSql, openAppender, quoted, type SnapshotFile } from './snapshot-writer.ts';
import type { SourceProblem } from './source-problem.ts';
import type { TableSpec } from './source-spec.ts';

interface TableRead {
  readonly client: Client;
  readonly file: SnapshotFile;
  readonly table: TableSpec;
  readonly state: AttemptState;
  readonly options: ReadOptions;
}

/** Reads one table into the file, in the order of its key, and says what was read. */
export async function readTable(
  read: TableRead,
): Promise<Result<{ readonly info: TableInfo; readonly isRepeatable: boolean }, SourceProblem>> {
  const { client, file, table, state, options } = read;
  state.table = table.name;
  state.query = table.query;
  state.rows = 0;
  state.queryOffset = describePrefix.length;
  const described = await describeColumns(client, table);
  if (!described.ok) return described;
  const columns = described.value;
  const checked = checkTable(table, columns);
  if (!checked.ok) return checked;
  const earlier = options.previous?.info.tables.find(({ name }) => name === table.name);
  const named = columns.map((c) => ({
    name: c.name,
    postgresType: c.postgresType,
    duckdbType: duckdbType(c.type),
  }));
  if (earlier !== undefined && earlier.query === table.query && options.acceptsSchemaChange !== true) {
    const changes = schemaChanges(earlier, named);
    if (changes.length > 0) return err({ kind: 'schema-changed', table: table.name, changes });
  }
  state.queryOffset = explainPrefix.length;
  const explained = await explainQuery(client, table.query);
  const streamed = await streamRows(read, columns, explained.estimatedRows);
  if (!streamed.ok) return streamed;
  const { rows, bytes } = streamed.value;
  if (rows === 0 && !table.allowEmpty) return err({ kind: 'zero-rows', table: table.name });
  const settled = await settleOrder(file, table, columns, streamed.value);
  if (!settled.ok) return settled;
  const content = settled.value;
  return ok({
    info: {
      name: table.name,
      query: table.query,
      key: table.key,
      append: table.append,
      rows,
      content: content.digest,
      columns: named.map((column, index) => ({
        ...column,
        content: content.columns[index] as TableContent['digest'],
      })),
      times: await readTimes(file, table),
      comments: await readComments(client, explained.relations),
      read: 'full',
      rowsRead: rows,
      bytesRead: bytes,
    },
    isRepeatable: explained.unrepeatable === null,
  });
}

interface Streamed {
  readonly rows: number;
  readonly bytes: number;
  readonly content: TableContent;
  readonly order: KeyOrderState;
}

async function streamRows(
  read: TableRead,
  columns: readonly Column[],
  estimatedRows: number | null,
): Promise<Result<Streamed, SourceProblem>> {
  const { client, file, table, state, options } = read;
  await file.connection.run(createTableSql(table.name, columns));
  const appender = await openAppender(file.connection, table.name);
  const hash = new ContentHash(columns);
  const order = new KeyOrder(columns, table.key);
  const begun = performance.now();
  state.queryOffset = copyPrefix.length;
  try {
    const { rows, bytes } = await copyTable({
      client,
      query: table.query,
      columns,
      signal: options.signal,
      onBlock: (buffers, count) => {
        hash.add(buffers, count);
        order.add(buffers, count);
        appender.append(buffers, count);
      },
      onBytes: (soFar, size) => {
        state.rows = soFar;
        const seconds = (performance.now() - begun) / 1000;
        options.onProgress?.({ table: table.name, rows: soFar, bytes: size, estimatedRows, seconds });
      },
    });
    appender.close();
    return ok({ rows, bytes, content: hash.finish(), order: order.state });
  } catch (error) {
    if (!(error instanceof ColumnRefused)) throw error;
    const { column, row, message } = error;
    return err({
      kind: 'unsupported-value',
      table: table.name,
      column: column.name,
      type: column.postgresType,
      row: row + 1,
      reason: message,
    });
  }
}

/** Brings the rows into the order of the key, unless they came so, and makes sure that the key is one. */
async function settleOrder(
  file: SnapshotFile,
  table: TableSpec,
  columns: readonly Column[],
  streamed: Streamed,
): Promise<Result<TableContent, SourceProblem>> {
  let { content, order } = streamed;
  if (order.kind === 'unordered') {
    const arrived = quoted(`${table.name} as it arrived`);
    await file.connection.run(`ALTER TABLE ${quoted(table.name)} RENAME TO ${arrived}`);
    await sortTable(file.connection, { from: arrived, to: quoted(table.name), key: table.key });
    await file.connection.run(`DROP TABLE ${arrived}`);
    ({ content, order } = await readContent(file.connection, {
      name: quoted(table.name),
      columns,
      key: table.key,
    }));
  }
  switch (order.kind) {
    case 'ascending':
      return ok(content);
    case 'null-key':
      return err({ kind: 'null-key', table: table.name, column: order.column });
    case 'duplicate-key':
      return err({
        kind: 'duplicate-key',
        table: table.name,
        key: table.key,
        values: await duplicate(file, table),
      });
    case 'unordered':
      throw new Error(`table ${table.name}: DuckDB sorts its key in another order than labbook does`);
  }
}

async function duplicate(file: SnapshotFile, table: TableSpec): Promise<readonly string[]> {
  const key = table.key.map(quoted).join(', ');
  const shown = table.key.map((name) => `${quoted(name)}::VARCHAR`).join(', ');
  const reader = await file.connection.runAndReadAll(
    `SELECT ${shown} FROM ${quoted(table.name)} GROUP BY ${key} HAVING count(*) > 1 ORDER BY ${key} LIMIT 1`,
  );
  return (reader.getRows()[0] ?? []).map(String);
}

async function readTimes(file: SnapshotFile, table: TableSpec): Promise<TableInfo['times']> {
  const times: Record<string, { min: string; max: string } | null> = {};
  for (const name of table.time) {
    const reader = await file.connection.runAndReadAll(
      `SELECT min(${quoted(name)})::VARCHAR, max(${quoted(name)})::VARCHAR FROM ${quoted(table.name)}`,
    );
    const [min, max] = reader.getRows()[0] ?? [];
    times[name] = typeof min === 'string' && typeof max === 'string' ? { min, max } : null;
  }
  return times;
}
