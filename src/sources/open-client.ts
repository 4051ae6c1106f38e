import type { Client, ClientConfig } from 'pg';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { classifyError, noTable } from './classify-error.ts';
import type { ResolvedSource } from './source-spec.ts';
import { tlsOptions } from './tls-options.ts';

/** So that no transaction of the session can write, whatever begins it; a pooler may refuse the parameter. */
const readOnlyOption = '-c default_transaction_read_only=on';

/** Connects, for reading unless `isWriting`. The session has no settings of ours. The caller ends the client. */
export async function openClient(
  source: ResolvedSource,
  { isWriting = false }: { readonly isWriting?: boolean } = {},
): Promise<Result<Client, SourceProblem>> {
  const { sslmode, options } = source.connection;
  const isRefused = (problem: SourceProblem) =>
    problem.kind === 'server-down' && /startup parameter/.test(problem.reason);
  let isReadOnly = !isWriting;
  let isPlain = sslmode === 'allow';
  for (let tries = 0; ; tries++) {
    const opened = await connect(source, { isPlain, isReadOnly });
    if (opened.ok || tries === 2) return opened;
    // prefer and allow try the other way where the first was refused for its (lack of) encryption.
    const isOtherWay =
      (sslmode === 'prefer' && !isPlain && opened.error.kind === 'tls-unavailable') ||
      (sslmode === 'allow' && isPlain && opened.error.kind === 'tls-required');
    if (isOtherWay) isPlain = !isPlain;
    else if (isReadOnly && options === null && isRefused(opened.error)) isReadOnly = false;
    else return opened;
  }
}

async function connect(
  source: ResolvedSource,
  { isPlain, isReadOnly }: { readonly isPlain: boolean; readonly isReadOnly: boolean },
): Promise<Result<Client, SourceProblem>> {
  const { connection } = source;
  const tls = isPlain ? ok(false as const) : tlsOptions(connection);
  if (!tls.ok) return err({ kind: 'bad-connection', reason: tls.error });
  const { default: pg } = await import('pg');
  // The last one counts.
  const options = [connection.options ?? '', isReadOnly ? readOnlyOption : ''].join(' ').trim();
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
    ...(options === '' ? {} : { options }),
  };
  const client = new pg.Client(config);
  // A connection that breaks between two queries raises here; the next query then fails, and tells.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return ok(client);
  } catch (error) {
    await endClient(client);
    const problem = classifyError(error, noTable(source, { isConnected: false }));
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
