import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { ContentHash, type TableContent } from './content-hash.ts';
import { type Column, ColumnRefused } from './copy-decoder.ts';
import { copyPrefix, copyTable } from './copy-table.ts';
import type { TableRead } from './extract-options.ts';
import { KeyOrder, type KeyOrderState } from './key-order.ts';
import { createTableSql, openAppender } from './snapshot-writer.ts';

/** Rows as they came, and what they say of themselves in that order. */
export interface Streamed {
  readonly rows: number;
  readonly bytes: number;
  readonly content: TableContent;
  readonly order: KeyOrderState;
  readonly hasNegativeZero: boolean;
}

/**
 * Streams a query's rows into a new table of the file. A value that cannot be carried is a problem; any other
 * failure rejects.
 */
export async function streamRows(
  read: TableRead,
  rows: {
    readonly columns: readonly Column[];
    readonly query: string;
    /** The table to make. */
    readonly into: string;
    readonly estimatedRows: number | null;
  },
): Promise<Result<Streamed, SourceProblem>> {
  const { client, file, table, state, options } = read;
  const { columns, estimatedRows, into } = rows;
  await file.connection.run(createTableSql(into, columns, { isPlain: file.plainTables.has(table.name) }));
  // In one transaction full row groups are written as they come, once; else each portion goes by the log.
  await file.connection.run('BEGIN');
  const appender = await openAppender(file.connection, into);
  const hash = new ContentHash(columns);
  const order = new KeyOrder(columns, table.key);
  const begun = performance.now();
  let hasNegativeZero = false;
  state.queryOffset = copyPrefix.length;
  try {
    const copied = await copyTable({
      client,
      query: rows.query,
      columns,
      signal: options.signal,
      onBlock: (buffers, count) => {
        hash.add(buffers, count);
        hasNegativeZero ||= buffers.some((buffer) => (buffer.child ?? buffer).hasNegativeZero);
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
    await file.connection.run('COMMIT');
    return ok({ ...copied, content: hash.finish(), order: order.state, hasNegativeZero });
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
