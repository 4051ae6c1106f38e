import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';
import { bindGroup, onStop } from '../base/child-groups.ts';
import { confinedEnvironment, confinementFlags } from '../confine/confinement-flags.ts';
import type { ParamsAnswer, ParamsRequest } from './params-process.ts';

/** A schema that takes longer than this to load does something that a schema should not. */
const loadMs = 20_000;
/** What each further stage may take. */
const eachMs = 20;

/**
 * Parses the parameters of some stages by their own schemas, in one process apart from the engine, confined as a stage is. A stage
 * whose schema ends or hangs that process is answered as broken, with all others that were asked with it. Rejects
 * where the command is asked to stop meanwhile.
 */
export async function parseParams({
  program,
  requests,
  readable,
}: {
  /** Absolute path of the built `params-process.js`. */
  readonly program: string;
  readonly requests: readonly ParamsRequest[];
  /** Absolute paths that it may read: the bundles and their packages. */
  readonly readable: readonly string[];
}): Promise<readonly ParamsAnswer[]> {
  if (requests.length === 0) return [];
  if (!isAbsolute(program)) throw new Error('the program is named by an absolute path');
  const child = fork(program, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...confinementFlags({ readable, writable: [], network: 'none', programs: [] })],
    env: confinedEnvironment(tmpdir()),
    detached: true,
  });
  const endGroup = bindGroup(child);
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${String(chunk)}`.slice(-2000);
  });
  const timeoutMs = loadMs + eachMs * (requests.length - 1);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  let forgetStop = () => {};
  try {
    return await new Promise((resolve, reject) => {
      forgetStop = onStop(() => reject(new Error('stopped while parameters were parsed')));
      child.once('message', (answers) => resolve(answers as readonly ParamsAnswer[]));
      child.once('exit', (code, signal) => {
        const how =
          signal === 'SIGKILL'
            ? `took more than ${timeoutMs / 1000} s`
            : `ended the process (${code ?? signal})`;
        const message = `loading \`params\` ${how}${stderr === '' ? '' : `: ${stderr.trim()}`}`;
        resolve(requests.map(({ stage }) => ({ stage, kind: 'broken', message, stack: '' })));
      });
      child.send(requests);
    });
  } finally {
    clearTimeout(timer);
    forgetStop();
    endGroup();
  }
}
