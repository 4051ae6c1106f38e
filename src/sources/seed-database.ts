import { once } from 'node:events';
import type { Client } from 'pg';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { classifyError, noTable } from './classify-error.ts';
import { serverName } from './connection.ts';
import { endClient, openClient } from './open-client.ts';
import { runSeed, type SeedClient, type SeedModule } from './run-seed.ts';
import { seedProblem } from './seed-problem.ts';
import type { ResolvedSource } from './source-spec.ts';

/** Runs a seed against a server, in one transaction; gives the tables that it made. */
export async function seedDatabase(options: {
  readonly source: ResolvedSource;
  readonly module: SeedModule;
  /** How messages name the module. */
  readonly name: string;
  /** Whether tables that no seed made may be replaced. */
  readonly isForced?: boolean;
}): Promise<Result<readonly string[], SourceProblem>> {
  const { source, module } = options;
  const opened = await openClient(source, { isWriting: true });
  if (!opened.ok) return opened;
  const client = opened.value;
  try {
    const seeded = await runSeed(seedClient(client), { module, isForced: options.isForced === true });
    if (seeded.ok) return ok(seeded.value);
    const { foreignTables } = seeded.error;
    return err({
      kind: 'seed-would-overwrite',
      server: serverName(source.connection),
      tables: foreignTables,
    });
  } catch (error) {
    return err(serverProblem(error, options.name, source));
  } finally {
    await endClient(client);
  }
}

function seedClient(client: Client): SeedClient {
  return {
    query: async (sql, params) => client.query(sql, params === undefined ? undefined : [...params]),
    copyFrom: async (sql, chunks) => {
      const { default: copyStreams } = await import('pg-copy-streams');
      const stream = client.query(copyStreams.from(sql));
      const done = once(stream, 'finish');
      // Awaited below; a failure in between must not count as unhandled.
      done.catch(() => undefined);
      for await (const chunk of chunks) {
        if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), done]);
      }
      stream.end();
      await done;
    },
  };
}

function serverProblem(error: unknown, module: string, source: ResolvedSource): SourceProblem {
  const problem = classifyError(error, noTable(source, { isConnected: true }));
  return problem ?? seedProblem(error, module);
}
