import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { forkSeed } from './fork-seed.ts';

export interface EmbeddedHandle {
  /** Where it listens. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts an embedded Postgres in a process of its own, seeded by the bundle of a seed module, and
 * confined as a stage is.
 */
export async function startEmbedded({
  readable,
  bundle,
  name,
}: {
  /** Absolute path of the bundle. */
  readonly bundle: string;
  /** How messages name the module. */
  readonly name: string;
  /** Absolute paths that it may read: its bundle, packages and files. */
  readonly readable: readonly string[];
}): Promise<Result<EmbeddedHandle, SourceProblem>> {
  const { answer, close } = await forkSeed({ bundle, name, server: null }, { readable, network: 'serves' });
  if (answer.kind === 'listening') return ok({ url: answer.url, close });
  await close();
  return err(answer.kind === 'problem' ? answer.problem : unexpected(name));
}

function unexpected(module: string): SourceProblem {
  return { kind: 'seed-failed', module, reason: 'its process answered what it was not asked' };
}
