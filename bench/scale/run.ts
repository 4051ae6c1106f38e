/**
 * npm run bench:scale: wide pipelines, as multiples of what Node takes to start and end (`node -e 0`), in turns within
 * one run. `-- small` makes everything ten times smaller, to try the bench itself. Fails above a target.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../../scripts/build-if-stale.ts';
import { idAdjectives, idAnimals } from '../../src/experiment/record/experiment-id.ts';
import { sealRecord, unsealedRecord } from '../../src/experiment/record/seal-record.ts';
import { fillStore } from './fill-store.ts';
import { chainProject, trivialProject, wideProject, writeProject } from './projects.ts';

const home = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const labbook = join(home, 'dist', 'labbook.js');
const divisor = process.argv.includes('small') ? 10 : 1;
const rounds = 5;
const [wideStages, wideFiles, chainStages, experiments, trivialStages] = [
  1000, 20_000, 10_000, 10_000, 200,
].map((count) => count / divisor) as [number, number, number, number, number];

buildIfStale();
const folder = mkdtempSync(join(tmpdir(), 'labbook-bench-scale-'));
const at = (name: string) => join(folder, name);
try {
  console.log('preparing …');
  writeProject(at('wide'), { home, files: wideProject({ stages: wideStages, files: wideFiles }) });
  await fillStore(at('wide'), ({ n }) => String(n));
  ended(at('wide'), 'run');
  ended(at('wide'), 'run');
  writeProject(at('chain'), { home, files: chainProject(chainStages) });
  writeProject(at('short'), { home, files: chainProject(chainStages / 4) });
  writeProject(at('many'), { home, files: trivialProject(2) });
  ended(at('many'), 'run');
  cloneExperiments(at('many'), experiments);
  for (const name of ['chain', 'short']) ended(at(name), 'status');
  ended(at('many'), 'list');

  const yaml = readFileSync(join(at('wide'), 'pipeline.yaml'), 'utf8');
  let edits = 0;
  const rows: Record<string, { readonly target: number | null; readonly time: () => number }> = {
    'node -e 0': { target: null, time: () => timed(folder, ['-e', '0']) },
    [`run, nothing to do: ${wideStages} stages, ${wideFiles} files`]: {
      target: 10,
      time: () => timed(at('wide'), [labbook, 'run']),
    },
    'status after a parameter of one of them was edited': {
      target: 20,
      time() {
        edits += 1;
        const edited = yaml.replace('params: { n: 11 }', `params: { n: ${1_000_000 + edits} }`);
        writeFileSync(join(at('wide'), 'pipeline.yaml'), edited);
        const ms = timed(at('wide'), [labbook, 'status']);
        writeFileSync(join(at('wide'), 'pipeline.yaml'), yaml);
        ended(at('wide'), 'run');
        return ms;
      },
    },
    [`list of ${experiments} experiments`]: {
      target: 10,
      time: () => timed(at('many'), [labbook, 'list']),
    },
    [`status of a chain of ${chainStages / 4}`]: {
      target: null,
      time: () => timed(at('short'), [labbook, 'status']),
    },
    [`status of a chain of ${chainStages}`]: {
      target: null,
      time: () => timed(at('chain'), [labbook, 'status']),
    },
  };
  const times = Object.fromEntries(Object.keys(rows).map((name): [string, number[]] => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, { time }] of Object.entries(rows)) {
      const ms = time();
      if (round >= 0) times[name]?.push(ms);
    }
  }
  const node = median(times['node -e 0'] ?? []);
  for (const [name, { target }] of Object.entries(rows))
    tell(name, { ms: median(times[name] ?? []), node, target });

  // Cold, so that each project serves once.
  const cold: number[] = [];
  const nodes: number[] = [];
  for (let i = 0; i < 3; i++) {
    const project = at(`trivial-${i}`);
    writeProject(project, { home, files: trivialProject(trivialStages) });
    nodes.push(timed(folder, ['-e', '0']));
    cold.push(timed(project, [labbook, 'run', '--jobs', '2']));
  }
  tell(`run, cold: ${trivialStages} trivial stages, 2 jobs`, {
    ms: median(cold),
    node: median([...nodes, node]),
    target: trivialStages / 2,
  });
  console.log(
    `medians of ${rounds} turns, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tell(name: string, { ms, node, target }: { ms: number; node: number; target: number | null }): void {
  const ratio = ms / node;
  const verdict = target === null ? '' : `  target ${target}${ratio > target ? ': missed' : ''}`;
  console.log(
    `${name.padEnd(60)} ${ms.toFixed(0).padStart(7)} ms  ${ratio.toFixed(1).padStart(6)} times${verdict}`,
  );
  if (target !== null && ratio > target) process.exitCode = 1;
}

/** Copies of the one experiment of a project under other names, one minute apart. */
function cloneExperiments(root: string, count: number): void {
  const [first = ''] = readdirSync(join(root, 'experiments')).filter((name) => /^\d/.test(name));
  const text = unsealedRecord(readFileSync(join(root, 'experiments', first, 'record.json'), 'utf8'));
  const record = JSON.parse(text ?? '{}') as object;
  for (let i = 0; i < count; i++) {
    const day = String(1 + (i % 28)).padStart(2, '0');
    const words = `${idAdjectives[i % idAdjectives.length]}-${idAnimals[Math.floor(i / idAdjectives.length) % idAnimals.length]}`;
    const id = `202501${day}-${String(Math.floor(i / 60) % 24).padStart(2, '0')}${String(i % 60).padStart(2, '0')}-${words}`;
    mkdirSync(join(root, 'experiments', id), { recursive: true });
    writeFileSync(join(root, 'experiments', id, 'record.json'), sealRecord({ ...record, id }));
  }
}

function ended(cwd: string, command: string): void {
  const { status, stderr } = spawnSync(process.execPath, [labbook, command], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`labbook ${command} exited with ${status}:\n${stderr.slice(-2000)}`);
}

/** Milliseconds from start to end of a Node process. */
function timed(cwd: string, args: readonly string[]): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'ignore' });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`node ${args.join(' ')} exited with ${status}`);
  return ms;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
