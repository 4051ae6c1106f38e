import type { Client, ClientConfig } from 'pg';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { classifyError, noTable } from './classify-error.ts';
import type { ResolvedSource } from './source-spec.ts';
import { tlsOptions } from './tls-options.ts';

/**
 * Settings under which a session reads: none of the server's own may change what a value looks like
 * (casts to text within a query), nor where a scan begins.
 */
const sessionSettings: Readonly<Record<string, string>> = {
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
};

/** Connects and settles the session. The caller ends the client. */
export async function openClient(source: ResolvedSource): Promise<Result<Client, SourceProblem>> {
  const first = await connect(source, source.connection.sslmode === 'allow');
  if (first.ok) return first;
  const { sslmode } = source.connection;
  // prefer and allow try the other way where the first was refused for its (lack of) encryption.
  const isOtherWay =
    (sslmode === 'prefer' && first.error.kind === 'tls-unavailable') ||
    (sslmode === 'allow' && first.error.kind === 'tls-required');
  return isOtherWay ? connect(source, sslmode === 'prefer') : first;
}

async function connect(source: ResolvedSource, isPlain: boolean): Promise<Result<Client, SourceProblem>> {
  const { connection } = source;
  const tls = isPlain ? ok(false as const) : tlsOptions(connection);
  if (!tls.ok) return err({ kind: 'bad-connection', reason: tls.error });
  const { default: pg } = await import('pg');
  const config: ClientConfig = {
    host: connection.host,
    port: connection.port,
    database: connection.database,
    user: connection.user,
    ssl: tls.value,
    application_name: connection.applicationName,
    connectionTimeoutMillis: source.connectTimeoutMs,
    keepAlive: true,
    // A function, since for an absent password pg would look for one by itself.
    password: () => connection.password ?? '',
    ...(connection.options === null ? {} : { options: connection.options }),
  };
  const client = new pg.Client(config);
  // A connection that breaks between two queries raises here; the next query then fails, and tells.
  client.on('error', () => undefined);
  let isConnected = false;
  try {
    await client.connect();
    isConnected = true;
    const settings = { ...sessionSettings, statement_timeout: String(source.statementTimeoutMs ?? 0) };
    await client.query(
      Object.entries(settings)
        .map(([name, value]) => `SET ${name} = '${value}'`)
        .join('; '),
    );
    return ok(client);
  } catch (error) {
    await endClient(client);
    const problem = classifyError(error, noTable(source, { isConnected }));
    if (problem === null) throw error;
    return err(problem);
  }
}

/** Ends a client, also one whose connection is gone, without waiting for a server that does not answer. */
export async function endClient(client: Client): Promise<void> {
  const ended = client.end().catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 1000);
  });
  await Promise.race([ended, limit]);
  clearTimeout(timer);
}
