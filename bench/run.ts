/**
 * npm run bench: how long `labbook run` takes where there is nothing to do, as a multiple of what Node takes
 * to start and end (`node -e 0`), both measured in turns in one run. Fails above the target.
 *
 * Measured in a fresh project of seven small stages, and in this repository's example once `npm start` has
 * brought it up to date: it looks at more files, all of `src/learn` among them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../scripts/build-if-stale.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const labbook = join(root, 'dist', 'labbook.js');
const target = 1.4;
const rounds = 31;

buildIfStale();
const project = mkdtempSync(join(tmpdir(), 'labbook-bench-noop-'));
try {
  writeProject(project);
  const first = statesOf(project, ['run', '--json']);
  expect(
    first.every((state) => state === 'ran'),
    'the first run did not run every stage',
  );
  const isExampleDone = statesOf(root, ['status', '--json']).every((state) => state === 'cached');
  if (isExampleDone) statesOf(root, ['run', '--json']);
  const runs: Record<string, () => number> = {
    'node -e 0': () => timed(['-e', '0'], project),
    'labbook --version': () => timed([labbook, '--version'], project),
    'labbook run, 7 small stages': () => timed([labbook, 'run'], project),
    ...(isExampleDone ? { 'labbook run, the example': () => timed([labbook, 'run'], root) } : {}),
  };
  const times = Object.fromEntries(Object.keys(runs).map((name): [string, number[]] => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const ms = run();
      // The first turns fill the operating system's caches.
      if (round >= 0) times[name]?.push(ms);
    }
  }
  const last = statesOf(project, ['run', '--json']);
  expect(
    last.every((state) => state === 'cached'),
    'a run with nothing to do ran something',
  );
  const node = median(times['node -e 0'] ?? []);
  for (const [name, all] of Object.entries(times)) {
    const ratio = median(all) / node;
    console.log(`${name.padEnd(28)} ${median(all).toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)} times`);
    if (ratio > target && name.includes('run')) process.exitCode = 1;
  }
  console.log(
    `medians of ${rounds} turns, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  );
  console.log(process.exitCode === 1 ? `above the target of ${target}` : `target: at most ${target} times`);
  if (!isExampleDone) console.log('the example was left out: `npm start` brings it up to date');
} finally {
  rmSync(project, { recursive: true, force: true });
}
console.log('\nThe others: npm run bench:forest, bench:network, bench:features, bench:extract, bench:report');

function writeProject(folder: string): void {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  mkdirSync(join(folder, 'stages'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"name":"noop","private":true,"type":"module"}\n');
  const stages = names.map((name, i) => {
    const inputs = i === 0 ? '' : `\n    inputs: { before: ${names[i - 1]}.text }`;
    writeFileSync(join(folder, 'stages', `${name}.ts`), stageText(i));
    return `  ${name}:${inputs}\n    outputs: { text: data/${name}.txt }\n`;
  });
  writeFileSync(join(folder, 'pipeline.yaml'), `version: 1\nname: noop\nstages:\n${stages.join('')}`);
}

function stageText(i: number): string {
  return `import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
export const params = z.object({ factor: z.number().default(${i}) });
export async function run(ctx) {
  await writeFile(ctx.outputs.text.path, String(ctx.params.factor));
}
`;
}

function statesOf(cwd: string, args: readonly string[]): readonly string[] {
  const out = execFileSync(process.execPath, [labbook, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (JSON.parse(out) as { stages: { state: string }[] }).stages.map(({ state }) => state);
}

/** Milliseconds from start to end of a Node process. */
function timed(args: readonly string[], cwd: string): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'ignore' });
  const ms = performance.now() - startedAt;
  expect(status === 0, `node ${args.join(' ')} exited with ${status}`);
  return ms;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
