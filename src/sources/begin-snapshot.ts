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
  /** What decides what the session sees, beside the rows: who asks, which schemas, all settings. */
  readonly session: SessionFacts;
}

interface SessionFacts {
  readonly database: string;
  readonly role: string;
  /** In the order in which names are looked up. */
  readonly schemas: readonly string[];
  /** MD5 of every setting that a session may have of its own, but for those that are set here. */
  readonly settings: string;
}

/**
 * Settings under which a transaction reads: none of the server's own may change what a value looks like (casts to
 * text within a query), nor where a scan begins; and no pause of ours may end it.
 */
const localSettings: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmloption: 'content',
  synchronize_seqscans: 'off',
  max_parallel_workers_per_gather: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};

/** Settings that differ from one session to the next and change no row. */
const passingSettings = ['application_name', 'statement_timeout', 'default_transaction_read_only'];

/**
 * Begins the one transaction in which everything is read: all its queries see the same moment. Its settings end with
 * it (SET LOCAL), so that a pooler that hands the session on hands on nothing of ours.
 */
export async function beginSnapshot(
  client: Client,
  { statementTimeoutMs }: { readonly statementTimeoutMs: number | null },
): Promise<ServerState> {
  const settings = { ...localSettings, statement_timeout: String(statementTimeoutMs ?? 0) };
  const set = Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = '${value}'`);
  await client.query(['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', ...set].join('; '));
  const { rows } = await client.query<{ version: string; at: string; snapshot: string } & SessionFacts>(
    `SELECT current_setting('server_version') AS version, pg_current_snapshot()::text AS snapshot,
            to_char(transaction_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
            current_database() AS database, current_user::text AS role,
            to_json(current_schemas(true)) AS schemas,
            (SELECT md5(string_agg(name || '=' || setting, E'\\n' ORDER BY name COLLATE "C")) FROM pg_settings
             WHERE context IN ('user', 'superuser') AND lower(name) <> ALL ($1::text[])) AS settings`,
    [[...Object.keys(localSettings), ...passingSettings]],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('the server told nothing of itself');
  const lsn = await optional<{ lsn: string }>(
    client,
    `SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                  ELSE pg_current_wal_insert_lsn() END)::text AS lsn`,
  );
  const { version, at, snapshot, ...session } = row;
  return { version, takenAt: at, snapshotId: snapshot, lsn: lsn?.lsn ?? null, session };
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
