import type { Digest } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { beginSnapshot } from './begin-snapshot.ts';
import { cancelQuery } from './cancel-query.ts';
import { classifyError, noTable } from './classify-error.ts';
import { explainPrefix, explainQuery } from './explain-query.ts';
import { endClient, openClient } from './open-client.ts';
import type { ResolvedSource, TableSpec } from './source-spec.ts';
import { stateToken } from './state-token.ts';
import { withRetries } from './with-retries.ts';

export interface SourceProbe {
  /** The same as before: an extraction would give the same content. Null: that cannot be told cheaply. */
  readonly token: string | null;
  /** Why not, where it is null: the table and what in its query. */
  readonly because: string | null;
}

export interface ProbeOptions {
  readonly source: ResolvedSource;
  readonly tables: readonly TableSpec[];
  readonly signal?: AbortSignal;
  readonly log?: { warn(message: string): void };
}

/**
 * Looks, without reading any rows, whether a source may have changed. It cannot miss a change. Transient
 * failures are tried again as often as the source says.
 */
export function probeSource(options: ProbeOptions): Promise<Result<SourceProbe, SourceProblem>> {
  return withRetries({ ...options, retries: options.source.retries }, () => probeOnce(options));
}

async function probeOnce(options: ProbeOptions): Promise<Result<SourceProbe, SourceProblem>> {
  const { source } = options;
  const opened = await openClient(source);
  if (!opened.ok) return opened;
  const client = opened.value;
  let table: TableSpec | null = null;
  const cancel = () => cancelQuery(client, source.connection);
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    const server = await beginSnapshot(client, source);
    const plans: Digest[] = [];
    for (table of options.tables) {
      const { unrepeatable, digest } = await explainQuery(client, table.query);
      plans.push(digest);
      if (unrepeatable !== null) return ok({ token: null, because: `${table.name}: ${unrepeatable}` });
    }
    const token = await stateToken(client, { server, plans });
    return ok({ token, because: token === null ? 'the server does not tell its state' : null });
  } catch (error) {
    if (options.signal?.aborted) return err({ kind: 'cancelled' });
    const problem = classifyError(error, {
      ...noTable(source, { isConnected: true }),
      table: table?.name ?? null,
      query: table?.query ?? null,
      queryOffset: explainPrefix.length,
    });
    if (problem === null) throw error;
    return err(problem);
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    await endClient(client);
  }
}
