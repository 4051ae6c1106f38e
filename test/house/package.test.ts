import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/**
 * The package as its users get it: packed, unpacked, installed in an empty folder from the registry with
 * install scripts held back, and run there. Nothing of this repository is in reach of it but the tarball.
 */
const exec = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const scratch = await realpath(await mkdtemp(join(tmpdir(), 'labbook-package-')));
const project = join(scratch, 'project');
const packed = join(scratch, 'packed', 'package');
const test = suite('package');

const strict = {
  target: 'ES2023',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'NodeNext',
  strict: true,
  noEmit: true,
  types: ['node'],
  allowImportingTsExtensions: true,
};

const projectFiles = {
  'pipeline.yaml': `version: 1
name: two-stages
params:
  trees: 5
stages:
  points:
    outputs: { table: data/points.parquet }
  model:
    inputs: { points: points.table }
    params: { trees: '\${params.trees}' }
    outputs: { model: data/model.bin }
`,
  'stages/points.ts': `/** # Points\n *\n * Two clouds. */
import type { RunContext } from 'labbook';
import { writeTable } from 'labbook/learn';
import { z } from 'zod';

export const params = z.object({ rows: z.int().min(10).default(400) });

export async function run(ctx: RunContext<typeof params, never, 'table'>): Promise<void> {
  const rows = Array.from({ length: ctx.params.rows }, (_, row) => row);
  const label = rows.map((row) => (row % 2 === 0 ? 'left' : 'right'));
  const x = Float64Array.from(rows, (row) => (row % 2 === 0 ? -1 : 1) + (ctx.random() - 0.5));
  await writeTable(ctx.outputs.table.path, { label, x, y: Float64Array.from(rows, () => ctx.random()) });
}
`,
  'stages/model.ts': `import { writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import { encodeForest, numericColumn, predictForest, readTable, trainForestClassifier } from 'labbook/learn';
import { z } from 'zod';

export const params = z.object({ trees: z.int().min(1) });

export async function run(ctx: RunContext<typeof params, 'points', 'model'>): Promise<void> {
  const table = await readTable(ctx.inputs.points.path);
  const features = { x: numericColumn(table, 'x'), y: numericColumn(table, 'y') };
  const labels = Array.from(table.label ?? [], String);
  const model = await trainForestClassifier({
    features,
    labels,
    classes: ['left', 'right'],
    params: { trees: ctx.params.trees },
    seed: ctx.seed,
  });
  const predicted = predictForest(model, features);
  ctx.metric('accuracy', labels.filter((label, row) => predicted[row] === label).length / labels.length);
  await writeFile(ctx.outputs.model.path, encodeForest(model));
}

export async function view(ctx: ViewContext<typeof params, 'points', 'model'>): Promise<void> {
  const table = await readTable(ctx.inputs.points.path);
  const xs = numericColumn(table, 'x');
  ctx.chart({
    title: 'Points',
    description: 'Every point by its x.',
    spec: {
      data: { values: Array.from(xs, (x) => ({ x })) },
      mark: 'tick',
      encoding: { x: { field: 'x', type: 'quantitative' } },
    },
  });
}
`,
};

const wrongStage = `import type { RunContext } from 'labbook';
import { z } from 'zod';
export const params = z.object({ trees: z.int() });
export async function run(ctx: RunContext<typeof params, 'points', 'model'>): Promise<void> {
  console.log(ctx.params.treees, ctx.inputs.nowhere);
}
`;

test('it packs, and installs in an empty folder with install scripts held back', async () => {
  await mkdir(join(scratch, 'packed'), { recursive: true });
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], root);
  const [tarball] = JSON.parse(stdout) as { filename: string }[];
  const file = join(scratch, tarball?.filename ?? '');
  await exec('tar', ['-xzf', file, '-C', join(scratch, 'packed')]);
  await mkdir(join(project, 'stages'), { recursive: true });
  await write('package.json', JSON.stringify({ name: 'mine', private: true, type: 'module' }));
  await npm(
    [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      file,
      'zod',
      '@types/node@20',
    ],
    project,
  );
  for (const [path, text] of Object.entries(projectFiles)) await write(path, text);
});

test.after(() => rm(scratch, { recursive: true, force: true }));

test('the tarball holds what users need, and no test, record, result or example', async () => {
  const top = (await readdir(packed)).sort();
  assert.equal(top, [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist',
    'package.json',
    'pipeline.schema.json',
    'src',
  ]);
  const files = await filesOf(packed);
  assert.equal(
    files.filter((path) => /\.test\.|fixtures|record\.json|\.parquet|\.duckdb$/.test(path)),
    [],
  );
});

test('no file of it names a folder of the machine that packed it, or a registry', async () => {
  const hosts = /registry\.npmjs|packages\.[a-z]+\.(com|org|net)/;
  for (const path of await filesOf(packed)) {
    const text = await readFile(join(packed, path), 'latin1');
    for (const folder of [root, homedir(), scratch]) {
      assert.not.ok(folder.length > 1 && text.includes(`${folder}/`), `${path} names ${folder}`);
    }
    assert.not.ok(hosts.test(text), `${path} names a registry`);
  }
});

test('every path that package.json promises is there, and the command can be executed', async () => {
  const manifest = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    exports: Record<string, string | Record<string, string>>;
  };
  const promised = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  for (const path of promised) assert.ok((await stat(join(packed, path))).isFile(), path);
  const command = join(packed, manifest.bin.labbook ?? '');
  assert.match(await readFile(command, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  assert.ok(((await stat(command)).mode & 0o111) !== 0);
});

test('a pipeline of two stages runs there, is cached, and explains a rerun', async () => {
  const first = await labbook(['run', '--json']);
  assert.is(first.state, 'ok');
  assert.equal(
    first.stages.map(({ id, state }) => [id, state]),
    [
      ['points', 'ran'],
      ['model', 'ran'],
    ],
  );
  assert.ok((first.metrics['model.accuracy'] ?? 0) > 0.9);
  const again = await labbook(['run', '--json']);
  assert.equal(
    again.stages.map(({ state }) => state),
    ['cached', 'cached'],
  );
  assert.is(again.experiment, first.experiment);
  const changed = await labbook(['run', '--json', '--set', 'params.trees=7']);
  assert.equal(
    changed.stages.map(({ state }) => state),
    ['cached', 'ran'],
  );
  const page = await readFile(join(project, first.report), 'utf8');
  assert.match(page, /<svg/);
  assert.match(page, /Points/);
});

test('the stages type-check against the shipped types, which are themselves without error', async () => {
  await write('tsconfig.json', JSON.stringify({ compilerOptions: strict, include: ['stages'] }));
  assert.equal(await typeErrors(), []);
  await write('stages/wrong.ts', wrongStage);
  const errors = await typeErrors();
  await rm(join(project, 'stages/wrong.ts'));
  assert.is(errors.length, 2);
  assert.match(errors[0] ?? '', /^stages\/wrong\.ts\(5,26\): error TS.* 'treees' does not exist/);
  assert.match(errors[1] ?? '', /'nowhere' does not exist/);
});

test('its help and its doctor work there', async () => {
  const { stdout: help } = await command(['--help']);
  assert.match(help, /labbook <command>/);
  const { stdout } = await command(['doctor', '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { what: string; state: string }[] };
  assert.equal(
    findings.filter(({ state }) => state === 'broken'),
    [],
  );
});

test.run();

interface Answer {
  readonly state: string;
  readonly experiment: string;
  readonly stages: readonly { readonly id: string; readonly state: string }[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly report: string;
}

async function labbook(args: readonly string[]): Promise<Answer> {
  return JSON.parse((await command(args)).stdout) as Answer;
}

function command(args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: '1' };
  return exec(join(project, 'node_modules', '.bin', 'labbook'), args, { cwd: project, env });
}

/** Errors in the stages and in labbook's declarations; those of other packages ask for `skipLibCheck`. */
async function typeErrors(): Promise<readonly string[]> {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', 'tsconfig.json', '--pretty', 'false'];
  const { stdout } = await exec(process.execPath, args, { cwd: project }).catch(
    (failure: { stdout: string }) => failure,
  );
  return stdout.split('\n').filter((line) => /^(stages|node_modules\/labbook)\//.test(line));
}

function npm(args: readonly string[], cwd: string) {
  return exec('npm', args, { cwd, maxBuffer: 2 ** 26 });
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(join(project, path), text);
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}
