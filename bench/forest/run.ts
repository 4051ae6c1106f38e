/**
 * npm run bench:forest: our forest and scikit-learn's, on the same files, in turn, each in a process of its
 * own. Prints Markdown. Leave out the parts not wanted: `-- speed`, `-- memory`, `-- accuracy`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { randomFrom } from '../../src/base/random.ts';
import { readData, writeData } from './data-file.ts';
import type { Job, TimeResult } from './forest-peer.ts';

type Peer = (job: Job | { kind: 'version' } | { kind: 'export'; folder: string }) => unknown;

const ROUNDS = 5;
const SEEDS = 5;
const FOLDS = 5;
/** Of this one, with ten thousand rows a fold, one fold a seed is tested. */
const LARGE = '50,000 × 9';
const threads = availableParallelism();
const parts = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'labbook-bench-forest-'));

try {
  const ours = await ourPeer();
  const theirs = sklearnPeer();
  const task = join(folder, 'task.f64');
  writeTask(task, 50_000);
  if (wants('speed')) reportSpeed({ ours, theirs, task });
  if (wants('memory')) reportMemory(ours);
  if (wants('accuracy') && theirs !== null) reportAccuracy({ ours, theirs, task });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function wants(part: string): boolean {
  return parts.length === 0 || parts.includes(part);
}

async function ourPeer(): Promise<Peer> {
  const bundle = join(folder, 'forest-peer.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'forest-peer.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    minifyWhitespace: true,
    outfile: bundle,
  });
  return (job) => run(process.execPath, [bundle, JSON.stringify(job)]);
}

function sklearnPeer(): Peer | null {
  const script = join(import.meta.dirname, 'sklearn_peer.py');
  const peer: Peer = (job) => run('/usr/bin/python3', [script, JSON.stringify(job)]);
  try {
    console.log(
      `scikit-learn ${peer({ kind: 'version' })}, Node ${process.versions.node}, ${threads} threads\n`,
    );
    return peer;
  } catch {
    console.log('/usr/bin/python3 has no scikit-learn: its side is left out.');
    console.log('On Debian: apt-get install --no-install-recommends python3-sklearn\n');
    return null;
  }
}

function run(command: string, args: readonly string[]): unknown {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8', stdio, maxBuffer: 2 ** 26 }));
}

/** Nine normal features and three classes of a noisy score in which two of them act together. */
function writeTask(file: string, rows: number): void {
  const random = randomFrom(20261123);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const columns = Array.from({ length: 9 }, () => Float64Array.from({ length: rows }, normal));
  const [a, b, c, d] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  const label = Float64Array.from({ length: rows }, (_, i) => {
    const score = 1.2 * a[i]! + b[i]! * c[i]! + Math.sin(2 * d[i]!) + normal();
    return score < -0.8 ? 0 : score > 0.8 ? 2 : 1;
  });
  writeData(file, { columns: [...columns, label], classes: 3 });
}

function reportSpeed({ ours, theirs, task }: { ours: Peer; theirs: Peer | null; task: string }): void {
  console.log(
    `### Speed: 50,000 × 9, 100 trees, depth 10; the median of ${ROUNDS} processes each, in turn\n`,
  );
  console.log('| | threads | labbook | scikit-learn | ratio |\n|---|---|---|---|---|');
  for (const count of threads > 1 ? [1, threads] : [1]) {
    const job: Job = { kind: 'time', file: task, threads: count, trees: 100, maxDepth: 10 };
    const mine: TimeResult[] = [];
    const peer: TimeResult[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      mine.push(ours(job) as TimeResult);
      if (theirs !== null) peer.push(theirs(job) as TimeResult);
    }
    for (const [what, key] of [
      ['fit', 'fitSeconds'],
      ['predict', 'predictSeconds'],
    ] as const) {
      const [own, other] = [median(mine.map((r) => r[key])), median(peer.map((r) => r[key]))];
      const rest = peer.length > 0 ? `${other.toFixed(2)} s | ${(other / own).toFixed(1)}` : '– | –';
      console.log(`| ${what} | ${count} | ${own.toFixed(2)} s | ${rest} |`);
    }
  }
  console.log('\nA ratio above 1: labbook is that many times as fast.\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function reportMemory(ours: Peer): void {
  const file = join(folder, 'large.f64');
  writeTask(file, 1_000_000);
  const job: Job = { kind: 'time', file, threads, trees: 100, maxDepth: 10 };
  const { fitSeconds, predictSeconds, peakMegabytes } = ours(job) as TimeResult;
  rmSync(file);
  console.log('### Memory: 1,000,000 × 9, 100 trees, depth 10\n');
  console.log(
    `labbook, ${threads} threads: at most ${Math.round(peakMegabytes)} MB resident over reading the file, fit ` +
      `(${fitSeconds.toFixed(1)} s) and predict (${predictSeconds.toFixed(1)} s).\n`,
  );
}

function reportAccuracy({ ours, theirs, task }: { ours: Peer; theirs: Peer; task: string }): void {
  const names = theirs({ kind: 'export', folder }) as string[];
  console.log(`### Accuracy: 100 trees, mean of ${SEEDS} seeds, each with ${FOLDS} folds of its own\n`);
  console.log('| data | labbook | scikit-learn | difference in points, ± its standard error over seeds |');
  console.log('|---|---|---|---|');
  for (const name of [...names, LARGE]) {
    const isLarge = name === LARGE;
    const file = isLarge ? task : join(folder, `${name}.f64`);
    const foldFiles = Array.from({ length: SEEDS }, (_, seed) => writeFolds(file, seed));
    const job: Job = {
      kind: 'folds',
      file,
      foldFiles,
      tested: isLarge ? 1 : FOLDS,
      threads,
      trees: 100,
      maxDepth: isLarge ? 10 : null,
    };
    const own = ours(job) as number[];
    const other = theirs(job) as number[];
    const points = own.map((share, seed) => 100 * (share - other[seed]!));
    const difference = `${mean(points) > 0 ? '+' : ''}${mean(points).toFixed(2)} ± ${standardError(points).toFixed(2)}`;
    console.log(`| ${name} | ${percent(mean(own))} | ${percent(mean(other))} | ${difference} |`);
  }
}

/** A fold a row as a byte, the rows of each class spread over the folds evenly and at random. */
function writeFolds(file: string, seed: number): string {
  const { labels, classes } = readData(file);
  const folds = new Uint8Array(labels.length);
  for (const [c, name] of classes.entries()) {
    const random = randomFrom(seed, c);
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === name);
    for (let i = rows.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [rows[i], rows[j]] = [rows[j]!, rows[i]!];
    }
    rows.forEach((row, i) => {
      folds[row] = (i + c) % FOLDS;
    });
  }
  const foldFile = `${file}.folds-${seed}`;
  writeFileSync(foldFile, folds);
  return foldFile;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
