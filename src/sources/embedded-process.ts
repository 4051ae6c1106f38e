/**
 * The program that runs an embedded Postgres: it loads a bundled seed module, starts the server, tells where
 * it listens, and lives until it is told to end or whoever started it is gone.
 */
import { pathToFileURL } from 'node:url';
import { randomFrom } from '../base/random.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { connectionUrl } from './connection.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import type { SeedModule } from './run-seed.ts';
import { seedProblem } from './seed-problem.ts';

export type EmbeddedAnswer =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'problem'; readonly problem: SourceProblem };

process.on('disconnect', () => process.exit(0));
process.once('message', (request) => void start(request as { bundle: string; name: string }));

async function start({ bundle, name }: { bundle: string; name: string }): Promise<void> {
  try {
    // A seed makes the same rows at each run, also where it draws.
    Math.random = randomFrom(1);
    const module = (await import(pathToFileURL(bundle).href)) as SeedModule;
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
