import { join } from 'node:path';
import { digestOf } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import { beginSnapshot, type ServerState } from './begin-snapshot.ts';
import { classifyError } from './classify-error.ts';
import { copyPrefix } from './copy-table.ts';
import type { AttemptState, ReadOptions } from './extract-options.ts';
import { endClient, openClient } from './open-client.ts';
import { readTable } from './read-table.ts';
import type { SnapshotInfo, TableInfo } from './snapshot-info.ts';
import { openSnapshotFile, type SnapshotFile } from './snapshot-writer.ts';
import type { SourceProblem } from './source-problem.ts';
import { stateToken } from './state-token.ts';

/** One attempt: connects, reads every table in one transaction, and closes the finished file. */
export async function readSnapshot(
  options: ReadOptions,
): Promise<Result<{ readonly info: SnapshotInfo; readonly path: string }, SourceProblem>> {
  const { source, signal } = options;
  if (signal?.aborted) return err({ kind: 'cancelled' });
  const opened = await openClient(source);
  if (!opened.ok) return opened;
  const client = opened.value;
  const state: AttemptState = { table: null, query: null, rows: 0 };
  const path = join(options.working, 'snapshot.duckdb');
  let file: SnapshotFile | undefined;
  try {
    const server = await beginSnapshot(client);
    file = await openSnapshotFile(path, options.working);
    const token = await stateToken(client, server.snapshotId);
    const tables: TableInfo[] = [];
    let isRepeatable = true;
    for (const table of options.tables) {
      const read = await readTable({ client, file, table, state, options });
      if (!read.ok) return read;
      tables.push(read.value.info);
      isRepeatable &&= read.value.isRepeatable;
    }
    await client.query('COMMIT');
    const info = describeSnapshot(options, { ...server, token: isRepeatable ? token : null }, tables);
    await writeInfo(file, info);
    return ok({ info, path });
  } catch (error) {
    if (signal?.aborted) return err({ kind: 'cancelled' });
    const problem = classifyError(error, {
      connection: source.connection,
      isConnected: true,
      table: state.table,
      query: state.query,
      queryOffset: copyPrefix.length,
      rows: state.rows,
      connectTimeoutMs: source.connectTimeoutMs,
      statementTimeoutMs: source.statementTimeoutMs,
    });
    if (problem === null) throw error;
    return err(problem);
  } finally {
    file?.close();
    await endClient(client);
  }
}

function describeSnapshot(
  options: ReadOptions,
  server: ServerState & { readonly token: string | null },
  tables: readonly TableInfo[],
): SnapshotInfo {
  const { connection } = options.source;
  const content = [...tables]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((table) => ({ name: table.name, content: table.content }));
  return {
    schema: 'labbook.snapshot/1',
    content: digestOf('snapshot-content/1', content),
    takenAt: server.takenAt,
    server: {
      version: server.version,
      host: connection.host,
      port: connection.port,
      database: connection.database,
      role: connection.user,
    },
    snapshotId: server.snapshotId,
    lsn: server.lsn,
    token: server.token,
    tables,
  };
}

async function writeInfo(file: SnapshotFile, info: SnapshotInfo): Promise<void> {
  await file.connection.run('CREATE SCHEMA labbook');
  await file.connection.run('CREATE TABLE labbook.snapshot (info VARCHAR)');
  await file.connection.run('INSERT INTO labbook.snapshot VALUES ($info)', { info: JSON.stringify(info) });
}
