import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { bindGroup, onStop } from '../base/child-groups.ts';
import { engineFile } from '../base/engine-file.ts';
import { type Confinement, confinedEnvironment, confinementFlags } from '../confine/confinement-flags.ts';
import type { EmbeddedAnswer, SeedRequest } from './embedded-process.ts';

/**
 * Runs a bundled seed module in a process of its own, confined as a stage is, and waits for its answer; a process
 * that ends without one has failed. It lives until `close`.
 */
export async function forkSeed(
  request: SeedRequest,
  confinement: Pick<Confinement, 'readable' | 'network'>,
): Promise<{ readonly answer: EmbeddedAnswer; close(): Promise<void> }> {
  const child = fork(engineFile('embedded-process.js'), [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...confinementFlags({ ...confinement, writable: [], programs: [] })],
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
      resolve({ kind: 'problem', problem: { kind: 'seed-failed', module: request.name, reason } });
    });
    child.send(request);
  });
  forgetStop();
  return {
    answer,
    async close() {
      endGroup();
      await exited;
    },
  };
}
