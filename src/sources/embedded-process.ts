/**
 * The program that runs a bundled seed module: it seeds an embedded Postgres, tells where that listens, and lives
 * until it is told to end or whoever started it is gone; or it seeds a server, and tells what tables it made.
 */
import { pathToFileURL } from 'node:url';
import { randomFrom } from '../base/random.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { connectionUrl } from './connection.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import type { SeedModule } from './run-seed.ts';
import { seedProblem } from './seed-problem.ts';
import type { ResolvedSource } from './source-spec.ts';

export interface SeedRequest {
  /** Absolute path of the bundle. */
  readonly bundle: string;
  /** How messages name the module. */
  readonly name: string;
  /** The server to seed; null for an embedded one. */
  readonly server: { readonly source: ResolvedSource; readonly isForced: boolean } | null;
}

export type EmbeddedAnswer =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'seeded'; readonly tables: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: SourceProblem };

process.on('disconnect', () => process.exit(0));
process.once('message', (request) => void start(request as SeedRequest));

async function start({ bundle, name, server }: SeedRequest): Promise<void> {
  try {
    // A seed makes the same rows at each run, also where it draws.
    Math.random = randomFrom(1);
    const module = (await import(pathToFileURL(bundle).href)) as SeedModule;
    if (server !== null) {
      const { seedDatabase } = await import('./seed-database.ts');
      const seeded = await seedDatabase({ ...server, module, name });
      answer(
        seeded.ok ? { kind: 'seeded', tables: seeded.value } : { kind: 'problem', problem: seeded.error },
      );
      return;
    }
    const started = await startEmbeddedServer({ module, name });
    if (started.ok) answer({ kind: 'listening', url: connectionUrl(started.value.connection) });
    else answer({ kind: 'problem', problem: started.error });
  } catch (error) {
    answer({ kind: 'problem', problem: seedProblem(error, name) });
  }
}

function answer(message: EmbeddedAnswer): void {
  process.send?.(message);
}
