import type { Client } from 'pg';

/** What a transaction sees of the server, at the moment its snapshot was taken. */
export interface ServerState {
  readonly version: string;
  /** The server's clock, as an ISO 8601 instant. */
  readonly takenAt: string;
  /** `pg_current_snapshot()`: names the set of transactions whose work is seen. */
  readonly snapshotId: string;
  /** Position of the write-ahead log; null where the role or the server does not tell. */
  readonly lsn: string | null;
}

/** Begins the one transaction in which everything is read: all its queries see the same moment. */
export async function beginSnapshot(client: Client): Promise<ServerState> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await client.query<{ version: string; at: string; snapshot: string; modern: boolean }>(
    `SELECT current_setting('server_version') AS version, pg_current_snapshot()::text AS snapshot,
            to_char(transaction_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('the server told nothing of itself');
  const lsn = await optional<{ lsn: string }>(
    client,
    `SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                  ELSE pg_current_wal_insert_lsn() END)::text AS lsn`,
  );
  return { version: row.version, takenAt: row.at, snapshotId: row.snapshot, lsn: lsn?.lsn ?? null };
}

/** The first row of a query that a server or a role may refuse; null where it does. */
export async function optional<T extends object>(client: Client, query: string): Promise<T | null> {
  await client.query('SAVEPOINT optional');
  try {
    const { rows } = await client.query<T>(query);
    await client.query('RELEASE SAVEPOINT optional');
    return rows[0] ?? null;
  } catch (error) {
    // A five-character code is the server's answer; without one the connection is gone.
    if (!/^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '')) throw error;
    await client.query('ROLLBACK TO SAVEPOINT optional');
    return null;
  }
}
