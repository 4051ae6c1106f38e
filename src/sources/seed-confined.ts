import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { certificateFiles } from './connection.ts';
import { forkSeed } from './fork-seed.ts';
import type { ResolvedSource } from './source-spec.ts';

/**
 * Runs the bundle of a seed module against a server, in one transaction, in a process that may read what is declared
 * for it; gives the tables that it made. The server is reached from that process, so that the network is open to it.
 */
export async function seedConfined({
  source,
  bundle,
  name,
  readable,
  isForced,
}: {
  readonly source: ResolvedSource;
  /** Absolute path of the bundle. */
  readonly bundle: string;
  /** How messages name the module. */
  readonly name: string;
  /** Absolute paths that it may read: its bundle, packages and files, and the client's packages. */
  readonly readable: readonly string[];
  /** Whether tables that no seed made may be replaced. */
  readonly isForced: boolean;
}): Promise<Result<readonly string[], SourceProblem>> {
  const { answer, close } = await forkSeed(
    { bundle, name, server: { source, isForced } },
    { readable: [...readable, ...certificateFiles(source.connection)], network: 'all' },
  );
  await close();
  if (answer.kind === 'seeded') return ok(answer.tables);
  const problem: SourceProblem =
    answer.kind === 'problem'
      ? answer.problem
      : { kind: 'seed-failed', module: name, reason: 'its process answered what it was not asked' };
  return err(problem);
}
