import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { beginSnapshot, type ServerState } from './begin-snapshot.ts';
import { cancelQuery } from './cancel-query.ts';
import { readContent } from './canonical-order.ts';
import { classifyError, noTable } from './classify-error.ts';
import type { Column } from './copy-decoder.ts';
import type { AttemptState, ReadOptions } from './extract-options.ts';
import { endClient, openClient } from './open-client.ts';
import { readTable } from './read-table.ts';
import type { SnapshotInfo, TableInfo } from './snapshot-info.ts';
import { openSnapshotFile, quoted, type SnapshotFile } from './snapshot-writer.ts';
import { stateToken } from './state-token.ts';

/** One attempt: connects, reads every table in one transaction, and closes the finished file. */
export async function readSnapshot(
  options: ReadOptions,
): Promise<Result<{ readonly info: SnapshotInfo; readonly path: string }, SourceProblem>> {
  const { source, signal } = options;
  if (signal?.aborted) return err({ kind: 'cancelled' });
  // A folder of its own, so that nothing of an attempt that failed is in the way.
  const folder = await mkdtemp(join(options.working, 'attempt-'));
  const path = join(folder, 'snapshot.duckdb');
  const opened = await openClient(source);
  if (!opened.ok) return opened;
  const client = opened.value;
  const state: AttemptState = { table: null, query: null, queryOffset: 0, rows: 0 };
  let isWhole = false;
  const cancel = () => cancelQuery(client, source.connection);
  signal?.addEventListener('abort', cancel, { once: true });
  let file: SnapshotFile | undefined;
  try {
    const server = await beginSnapshot(client, source);
    file = await openSnapshotFile(path, { spillFolder: folder, memoryMb: options.memoryMb });
    const plans: Digest[] = [];
    const tables: { readonly info: TableInfo; readonly columns: readonly Column[] }[] = [];
    let isRepeatable = true;
    for (const table of options.tables) {
      const read = await readTable({ client, file, table, state, options });
      if (!read.ok) return read;
      tables.push(read.value);
      isRepeatable &&= read.value.isRepeatable;
      plans.push(read.value.plan);
    }
    const token = isRepeatable ? await stateToken(client, { server, plans }) : null;
    await client.query('COMMIT');
    const info = describeSnapshot(
      options,
      { ...server, token },
      tables.map((read) => read.info),
    );
    await writeInfo(file, info);
    const lost = await findLostZero(file, tables);
    if (lost !== null) return err(lost);
    isWhole = true;
    return ok({ info, path });
  } catch (error) {
    if (signal?.aborted) return err({ kind: 'cancelled' });
    const problem = classifyError(error, { ...noTable(source, { isConnected: true }), ...state });
    if (problem === null) throw error;
    return err(problem);
  } finally {
    signal?.removeEventListener('abort', cancel);
    file?.close();
    await endClient(client);
    if (!isWhole) await rm(folder, { recursive: true, force: true });
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
      role: server.session.role,
      schemas: server.session.schemas,
    },
    snapshotId: server.snapshotId,
    lsn: server.lsn,
    token: server.token,
    tables,
  };
}

/** Reads tables with a −0.0 back: where a part has no other numbers than zeros, DuckDB keeps one for all. */
async function findLostZero(
  file: SnapshotFile,
  tables: readonly { readonly info: TableInfo; readonly columns: readonly Column[] }[],
): Promise<SourceProblem | null> {
  for (const { info, columns } of tables) {
    if (info.hasNegativeZero !== true) continue;
    const { content } = await readContent(file.connection, { name: quoted(info.name), columns, key: [] });
    const lost = info.columns.find((column, index) => column.content !== content.columns[index]);
    if (lost !== undefined) return { kind: 'negative-zero', table: info.name, column: lost.name };
  }
  return null;
}

async function writeInfo(file: SnapshotFile, info: SnapshotInfo): Promise<void> {
  await file.connection.run('CREATE SCHEMA IF NOT EXISTS labbook');
  await file.connection.run('CREATE TABLE labbook.snapshot (info VARCHAR)');
  await file.connection.run('INSERT INTO labbook.snapshot VALUES ($info)', { info: JSON.stringify(info) });
  // Closing would do so too, but keep a failure, such as a full disk, to itself.
  await file.connection.run('CHECKPOINT');
}
