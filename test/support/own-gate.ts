/** A clone of this repository with its committed baseline, in which faults are planted and checked. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { smallerModels } from './smaller-models.ts';
import { type Ended, ended } from './temporary-project.ts';

const repository = resolve(import.meta.dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'labbook-own-gate-'));
for (const path of [
  'src',
  'stages',
  'seed',
  'dist',
  'package.json',
  'package-lock.json',
  'pipeline.yaml',
  'baseline.json',
  'baseline',
]) {
  cpSync(join(repository, path), join(root, path), { recursive: true });
}
symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));

interface Verdict {
  readonly at: string;
  readonly state: string;
  readonly facts: { readonly kind: string };
}

async function labbook(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'dist/labbook.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: root },
  });
  return await ended(child);
}

/** What the clone's gate says, with more arguments. */
export async function check(...args: readonly string[]) {
  const end = await labbook('check', '--json', ...smallerModels, ...args);
  const answer = JSON.parse(end.stdout) as {
    readonly experiment: string;
    readonly state: string;
    /** Of a run that failed, the path of its page. */
    readonly report?: { readonly verdicts?: readonly Verdict[] } | string | null;
  };
  const report = typeof answer.report === 'object' ? answer.report : null;
  const red = report?.verdicts
    ?.filter(({ state }) => state === 'failed')
    .map(({ at }) => at.replace('gates.', ''));
  return {
    exitCode: end.exitCode,
    experiment: answer.experiment,
    red: red ?? [],
    said: end.stdout + end.stderr,
  };
}

/** Checks with `code` in place of `instead`, and takes it back. */
export async function planted(
  file: string,
  { instead, code }: { readonly instead: string; readonly code: string },
) {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(instead)) throw new Error(`${file} no longer holds "${instead}"`);
  writeFileSync(
    path,
    text.replace(instead, () => code),
  );
  try {
    return await check();
  } finally {
    writeFileSync(path, text);
  }
}

/** The declarations that bisect blames for a metric. */
export async function blamed(
  [good, bad]: readonly [string, string],
  metric?: string,
): Promise<readonly string[]> {
  const { stdout, stderr } = await labbook(
    'bisect',
    good,
    bad,
    ...(metric === undefined ? [] : ['--metric', metric]),
    '--json',
  );
  const { causes, differences } = JSON.parse(stdout) as {
    readonly causes: readonly number[];
    readonly differences: readonly { readonly path?: string; readonly declaration?: string | null }[];
  };
  if (causes === null) throw new Error(`${stdout}\n${stderr}`);
  return causes.map((i) => `${differences[i]?.path} ${differences[i]?.declaration}`);
}

/** Removes the clone. */
export function removeClone(): void {
  rmSync(root, { recursive: true, force: true });
}
