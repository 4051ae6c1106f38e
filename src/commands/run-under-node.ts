import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { engineFile } from '../base/engine-file.ts';
import type { Json } from '../base/json.ts';
import { scratchFolder } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Problem } from '../model/problem.ts';
import { type CommandAnswer, type CommandContext, type CommandInput, refused } from './command.ts';

/**
 * Runs the same command, without its `--node`, in another Node: that of a path, or a version that npm installs
 * for as long as it takes. The stages then run in that Node, too.
 */
export async function runUnderNode(
  given: string,
  {
    input,
    context,
    document,
  }: {
    readonly input: CommandInput;
    readonly context: CommandContext;
    readonly document: { readonly schema: string; readonly [fact: string]: Json };
  },
): Promise<CommandAnswer> {
  const folder = await scratchFolder();
  try {
    const node = await findNode(given, { folder, signal: context.signal });
    if (!node.ok) return refused([node.error], document);
    const { exitCode, stdout } = await runToEnd(node.value, withoutNodeFlag(input.argv), context);
    const json = input.argv.includes('--json') ? (JSON.parse(stdout) as Json) : null;
    return { exitCode, json, text: stdout.trimEnd() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findNode(
  given: string,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Result<string, Problem>> {
  if (existsSync(given)) {
    const path = resolve(given);
    const version = await promisify(execFile)(path, ['--version']).catch(() => null);
    if (version !== null && /^v\d+\./.test(version.stdout)) return ok(path);
    return err({ kind: 'no-such-node', given, detail: 'it does not answer --version as Node does' });
  }
  if (!/^v?\d+(\.\d+){0,2}$/.test(given)) {
    return err({ kind: 'no-such-node', given, detail: 'there is no such file, and it is no version' });
  }
  // The official binaries, as npm packages of their own.
  const name = `node-${platform() === 'win32' ? 'win' : platform()}-${arch()}`;
  const wanted = `${name}@${given.replace(/^v/, '')}`;
  try {
    const args = [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--prefix',
      folder,
      wanted,
    ];
    await promisify(execFile)('npm', args, { signal });
    return ok(join(folder, 'node_modules', name, 'bin', 'node'));
  } catch (error) {
    const [first = ''] = (error as Error & { stderr?: string }).stderr?.split('\n') ?? [];
    return err({ kind: 'no-such-node', given, detail: `npm has no ${wanted} for this machine (${first})` });
  }
}

function withoutNodeFlag(argv: readonly string[]): readonly string[] {
  return argv.filter((one, i) => one !== '--node' && argv[i - 1] !== '--node' && !one.startsWith('--node='));
}

async function runToEnd(
  node: string,
  argv: readonly string[],
  { root, env, signal }: CommandContext,
): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  const child = spawn(node, [engineFile('labbook.js'), '--project', root, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: env as NodeJS.ProcessEnv,
  });
  const stop = () => child.kill('SIGINT');
  signal.addEventListener('abort', stop, { once: true });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  try {
    const exitCode = await new Promise<number>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code) => done(code ?? 1));
    });
    return { exitCode, stdout };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
