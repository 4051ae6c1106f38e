import { existsSync } from 'node:fs';
import type { SnapshotInfo } from './snapshot-info.ts';

/** An earlier snapshot and where it stands. */
export interface KeptSnapshot {
  readonly path: string;
  readonly info: SnapshotInfo;
}

/** What a snapshot file says of itself; null where there is none, or one that labbook did not write. */
export async function readSnapshotInfo(path: string): Promise<KeptSnapshot | null> {
  if (!existsSync(path)) return null;
  const { DuckDBInstance } = await import('@duckdb/node-api');
  let instance: Awaited<ReturnType<typeof DuckDBInstance.create>> | undefined;
  try {
    instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll('SELECT info FROM labbook.snapshot');
    connection.closeSync();
    const text = reader.getRows()[0]?.[0];
    if (typeof text !== 'string') return null;
    const info = JSON.parse(text) as SnapshotInfo;
    return info.schema === 'labbook.snapshot/1' ? { path, info } : null;
  } catch {
    // Not a DuckDB file, a damaged one, or one without that table: then there is no earlier snapshot.
    return null;
  } finally {
    instance?.closeSync();
  }
}
