import type { PGlite } from '@electric-sql/pglite';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import type { Connection } from './connection.ts';
import { runSeed, type SeedClient, type SeedModule } from './run-seed.ts';
import { seedProblem } from './seed-problem.ts';

/** A Postgres in this process, reachable as a server would be; `await using` closes it. */
export interface EmbeddedServer extends AsyncDisposable {
  readonly connection: Connection;
  close(): Promise<void>;
}

/**
 * Starts PGlite (PostgreSQL compiled to WebAssembly), in memory, runs the seed, and puts it behind a socket
 * on 127.0.0.1 and a free port. It serves one query at a time. PGlite and its socket are optional packages.
 */
export async function startEmbeddedServer(seed: {
  readonly module: SeedModule;
  /** How messages name the module. */
  readonly name: string;
}): Promise<Result<EmbeddedServer, SourceProblem>> {
  const packages = await loadPackages();
  if (packages === null) {
    return err({
      kind: 'embedded-missing',
      packages: ['@electric-sql/pglite', '@electric-sql/pglite-socket'],
    });
  }
  const database = await packages.PGlite.create();
  try {
    await runSeed(seedClient(database), { module: seed.module, isForced: true });
  } catch (error) {
    await database.close();
    return err(seedProblem(error, seed.name));
  }
  const server = new packages.PGLiteSocketServer({
    db: database,
    host: '127.0.0.1',
    port: 0,
    maxConnections: 4,
  });
  await server.start();
  const close = async (): Promise<void> => {
    await server.stop();
    await database.close();
  };
  return ok({
    connection: {
      host: '127.0.0.1',
      port: Number(server.getServerConn().split(':').at(-1)),
      database: 'postgres',
      user: 'postgres',
      // Anyone on this machine may read an embedded server: it holds what the seed module holds.
      password: 'embedded',
      sslmode: 'disable',
      sslrootcert: null,
      sslcert: null,
      sslkey: null,
      applicationName: 'labbook',
      options: null,
    },
    close,
    [Symbol.asyncDispose]: close,
  });
}

/** Talks to PGlite directly: its socket cannot take COPY FROM STDIN, whose data come in messages of their own. */
function seedClient(database: PGlite): SeedClient {
  return {
    query: async (sql, params) => database.query<object>(sql, params === undefined ? undefined : [...params]),
    copyFrom: async (sql, chunks) => {
      const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
      for await (const chunk of chunks) parts.push(typeof chunk === 'string' ? chunk : new Uint8Array(chunk));
      await database.query(sql.replace(/\bFROM\s+STDIN\b/i, "FROM '/dev/blob'"), [], {
        blob: new Blob(parts),
      });
    },
  };
}

async function loadPackages() {
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket');
    return { PGlite, PGLiteSocketServer };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
