import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { bindGroup, onStop } from '../base/child-groups.ts';
import { engineFile } from '../base/engine-file.ts';
import { err, ok, type Result } from '../base/result.ts';
import { confinedEnvironment, confinementFlags } from '../confine/confinement-flags.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import type { EmbeddedAnswer } from './embedded-process.ts';

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
  ...seed
}: {
  /** Absolute path of the bundle. */
  readonly bundle: string;
  /** How messages name the module. */
  readonly name: string;
  /** Absolute paths that it may read: its bundle, packages and files. */
  readonly readable: readonly string[];
}): Promise<Result<EmbeddedHandle, SourceProblem>> {
  const child = fork(engineFile('embedded-process.js'), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...confinementFlags({ readable, writable: [], network: 'serves', programs: [] })],
    env: confinedEnvironment(tmpdir()),
    detached: true,
  });
  const endGroup = bindGroup(child);
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${String(chunk)}`.slice(-2000);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let forgetStop = () => {};
  const answer = await new Promise<EmbeddedAnswer>((resolve) => {
    forgetStop = onStop(() => resolve({ kind: 'problem', problem: { kind: 'cancelled' } }));
    child.once('message', (message) => resolve(message as EmbeddedAnswer));
    child.once('exit', (code) => {
      const reason = stderr.trim() === '' ? `the server's process ended (${code})` : stderr.trim();
      resolve({ kind: 'problem', problem: { kind: 'seed-failed', module: seed.name, reason } });
    });
    child.send(seed);
  });
  forgetStop();
  const close = async (): Promise<void> => {
    endGroup();
    await exited;
  };
  if (answer.kind === 'listening') return ok({ url: answer.url, close });
  await close();
  return err(answer.problem);
}
