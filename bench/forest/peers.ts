/**
 * npm run bench:peers: forests and boosted trees of labbook, scikit-learn, XGBoost and ranger, on the same files, in
 * turn, each in a process of its own. Prints Markdown. Leave out the parts not wanted: `-- forests`, `-- tails`,
 * `-- boosting`. A peer that is not installed is left out, and said so.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { randomFrom } from '../../src/base/random.ts';
import { writeData } from './data-file.ts';
import type { FitJob, FitResult } from './fit-job.ts';

type Library = FitJob['library'];

const ROUNDS = 3;
const threads = availableParallelism();
const parts = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'labbook-bench-peers-'));
const random = randomFrom(20261124);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const student3 = (): number => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);

try {
  const bundle = join(folder, 'fit-ours.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'fit-ours.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    // The bundle stands where no package is found, and trains with none but this.
    external: ['@tensorflow/*'],
    minifyWhitespace: true,
    outfile: bundle,
  });
  const run = (library: Library, job: object): unknown => {
    const argument = JSON.stringify({ ...job, library });
    const [command, args] = commandOf(library, bundle);
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return JSON.parse(execFileSync(command, [...args, argument], { encoding: 'utf8', stdio }));
  };
  const present = (['scikit-learn', 'xgboost', 'ranger'] as const).filter((library) => {
    try {
      console.log(`${library} ${run(library, { version: true })}`);
      return true;
    } catch {
      console.log(`${library} is not here: its side is left out.`);
      return false;
    }
  });
  console.log(`Node ${process.versions.node}, ${threads} threads\n`);
  const fit = (library: Library, job: Omit<FitJob, 'library'>) => run(library, job) as FitResult;
  if (wants('forests')) compareForests(['labbook', ...present], fit);
  if (wants('tails')) compareTails(['labbook', ...present], fit);
  if (wants('boosting'))
    compareBoosting(['labbook', ...present.filter((library) => library === 'xgboost')], fit);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function wants(part: string): boolean {
  return parts.length === 0 || parts.includes(part);
}

function commandOf(library: Library, bundle: string): [string, string[]] {
  if (library === 'labbook') return [process.execPath, [bundle]];
  if (library === 'ranger') return ['Rscript', [join(import.meta.dirname, 'fit-ranger.R')]];
  return ['/usr/bin/python3', [join(import.meta.dirname, 'fit_peer.py')]];
}

interface Task {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
}

type Fit = (library: Library, job: Omit<FitJob, 'library'>) => FitResult;

function compareForests(libraries: readonly Library[], fit: Fit): void {
  console.log(
    `### Forests of 100 trees: seconds to train, median of ${ROUNDS} in turn; score of the held-out fifth\n`,
  );
  report(libraries, {
    fit,
    learner: 'forest',
    cases: [
      { task: classes(50_000), trees: 100, maxDepth: 10 },
      { task: regression(50_000), trees: 100, maxDepth: 10 },
      { task: manyClasses(20_000), trees: 30, maxDepth: 0 },
    ],
    rounds: ROUNDS,
  });
}

function compareTails(libraries: readonly Library[], fit: Fit): void {
  console.log(
    '### What happens in the tails, and within a bin: 100 trees without a limit of depth, held-out score\n',
  );
  const cases = [lognormal(20_000), heavy(20_000), rare(40_000), wave(20_000)];
  report(libraries, {
    fit,
    learner: 'forest',
    cases: cases.map((task) => ({ task, trees: 100, maxDepth: 0 })),
    rounds: 1,
  });
}

function compareBoosting(libraries: readonly Library[], fit: Fit): void {
  console.log('### Boosted trees: 100 rounds, depth 6, learning rate 0.1, one thread; held-out score\n');
  const cases = [
    classes(50_000),
    regression(50_000),
    lognormal(20_000),
    heavy(20_000),
    rare(40_000),
    classes(2000),
  ];
  report(libraries, {
    fit,
    learner: 'boosted',
    cases: cases.map((task) => ({ task, trees: 100, maxDepth: 6 })),
    rounds: ROUNDS,
  });
}

function report(
  libraries: readonly Library[],
  {
    fit,
    learner,
    cases,
    rounds,
  }: {
    fit: Fit;
    learner: FitJob['learner'];
    cases: readonly { task: Task; trees: number; maxDepth: number }[];
    rounds: number;
  },
): void {
  console.log(`| task | ${libraries.map((library) => `${library} | ratio | score`).join(' | ')} |`);
  console.log(`|---|${libraries.map(() => '---|---|---|').join('')}`);
  for (const { task, trees, maxDepth } of cases) {
    const found = new Map(libraries.map((library) => [library, [] as FitResult[]]));
    for (let seed = 0; seed < rounds; seed++) {
      for (const library of libraries) {
        const trainRows = Math.round(task.rows * 0.8);
        const job = {
          file: task.file,
          learner,
          trainRows,
          trees,
          maxDepth,
          threads: learner === 'boosted' ? 1 : threads,
          seed,
        };
        found.get(library)!.push(fit(library, job));
      }
    }
    const own = median(found.get('labbook')!.map(({ fitSeconds }) => fitSeconds));
    const cells = libraries.map((library) => {
      const results = found.get(library)!;
      const seconds = median(results.map(({ fitSeconds }) => fitSeconds));
      const scores = results.map(({ score }) => score);
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      return `${seconds.toFixed(2)} s | ${(seconds / own).toFixed(2)} | ${mean.toFixed(4)}`;
    });
    console.log(`| ${task.name} | ${cells.join(' | ')} |`);
    rmSync(task.file);
  }
  console.log("\nA ratio is a library's time as a multiple of labbook's.\n");
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function written(
  name: string,
  { columns, classes: count }: { columns: Float64Array[]; classes: number },
): Task {
  const file = join(folder, `${name.replace(/\W+/g, '-')}.f64`);
  writeData(file, { columns, classes: count });
  return { name, file, rows: columns[0]!.length };
}

function drawn(count: number, { rows, value }: { rows: number; value: () => number }): Float64Array[] {
  return Array.from({ length: count }, () => Float64Array.from({ length: rows }, value));
}

function signal([a, b, c, d]: readonly Float64Array[], i: number): number {
  return 1.2 * a![i]! + b![i]! * c![i]! + Math.sin(2 * d![i]!) + normal();
}

function classes(rows: number): Task {
  const columns = drawn(9, { rows, value: normal });
  const label = columns[0]!.map((_, i) => {
    const score = signal(columns, i);
    return score < -0.8 ? 0 : score > 0.8 ? 2 : 1;
  });
  return written(`three classes, ${rows} × 9`, { columns: [...columns, label], classes: 3 });
}

function regression(rows: number): Task {
  const columns = drawn(9, { rows, value: normal });
  const target = columns[0]!.map((_, i) => signal(columns, i));
  return written(`a number, ${rows} × 9`, { columns: [...columns, target], classes: 0 });
}

function manyClasses(rows: number): Task {
  const columns = drawn(20, { rows, value: normal });
  const label = columns[0]!.map((a, i) => {
    const place = (a + 0.3 * columns[1]![i]! + 3) / 6;
    return Math.max(0, Math.min(199, Math.floor(200 * place)));
  });
  return written(`200 classes, ${rows} × 20`, { columns: [...columns, label], classes: 200 });
}

function lognormal(rows: number): Task {
  const columns = drawn(3, { rows, value: () => Math.exp(normal()) });
  const target = columns[0]!.map((v, i) => v + 0.5 * columns[1]![i]! + 0.1 * normal());
  return written(`lognormal features, ${rows} × 3`, { columns: [...columns, target], classes: 0 });
}

function heavy(rows: number): Task {
  const columns = drawn(3, { rows, value: student3 });
  const target = columns[0]!.map((v, i) => 2 * v + columns[1]![i]! + 0.1 * normal());
  return written(`Student t3 features, ${rows} × 3`, { columns: [...columns, target], classes: 0 });
}

function rare(rows: number): Task {
  const columns = drawn(3, { rows, value: normal });
  const label = columns[0]!.map((v) => (v > 2.878 ? 1 : 0));
  return written(`a class in the top 0.2 %, ${rows} × 3`, { columns: [...columns, label], classes: 2 });
}

function wave(rows: number): Task {
  const columns = drawn(2, { rows, value: random });
  const target = columns[0]!.map((v) => Math.sin(600 * v));
  return written(`sin(600 x), ${rows} × 2`, { columns: [...columns, target], classes: 0 });
}
