import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import {
  ended,
  type RunJson,
  statesOf,
  type TemporaryProject,
  temporaryProject,
} from '../support/temporary-project.ts';

const test = suite('a run with nothing to do');
const program = resolve(import.meta.dirname, '../../dist/labbook.js');

/** The powers stage says that it runs, then waits, so that a test can edit files meanwhile. */
const slow: Readonly<Record<string, string>> = {
  ...numberPipeline,
  'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace(
    "ctx.log.info('raising '",
    "ctx.log.info('waiting');\n  await new Promise((done) => setTimeout(done, 700));\n  ctx.log.info('raising '",
  ),
};

for (const [what, path, edit, stale] of [
  [
    'code',
    'stages/lib/raise.ts',
    (text: string) => text.replace('value ** power', 'value ** power + 1'),
    'powers',
  ],
  ['a parameter', 'pipeline.yaml', (text: string) => text.replace('power: 2', 'power: 3'), 'powers'],
] as const) {
  test(`${what} edited while the run goes on is noticed by the next run`, async () => {
    using project = temporaryProject(slow);
    const child = project.start('run');
    let isEdited = false;
    child.stderr?.on('data', (chunk) => {
      if (isEdited || !String(chunk).includes('waiting')) return;
      isEdited = true;
      project.write(path, edit(project.read(path)));
    });
    const end = await ended(child);
    assert.is(end.exitCode, 0, end.stderr);
    assert.ok(isEdited);
    const { answer } = await project.runJson();
    assert.is(statesOf(answer)[stale], 'ran');
  });
}

/** A project whose stages reach an extensionless import, a package and an environment variable. */
const watched: Readonly<Record<string, string>> = {
  ...numberPipeline,
  'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
    '  total:\n',
    '  total:\n    env: [SCALE]\n',
  ),
  'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace('./lib/raise.ts', './lib/raise'),
  'stages/total.ts': (numberPipeline['stages/total.ts'] ?? '')
    .replace('import { readFileSync', "import { add } from 'adder';\nimport { readFileSync")
    .replace('a + b, 0)', 'add(a, b), 0) * Number(process.env.SCALE ?? 1)'),
  'node_modules/adder/package.json':
    '{"name": "adder", "version": "1.0.0", "type": "module", "main": "index.js"}',
  'node_modules/adder/index.js': 'export const add = (a, b) => a + b;\n',
};

const steadyAt = (project: TemporaryProject) => join(project.root, '.labbook/steady.json');

/** Runs, and checks that the same run could be answered at once. */
async function settled(project: TemporaryProject, ...args: readonly string[]): Promise<RunJson> {
  const { answer, exitCode, stderr } = await project.runJson(...args);
  assert.is(exitCode, 0, stderr);
  assert.ok(existsSync(steadyAt(project)), 'nothing was kept for the next run');
  return answer;
}

const cached = { numbers: 'cached', powers: 'cached', total: 'cached' };

test('is answered at once only while nothing has changed, whatever it is that changes', async () => {
  using project = temporaryProject(watched);
  const replace = (path: string, from: string, to: string) => {
    const text = project.read(path);
    assert.ok(text.includes(from), `${path} holds ${from}`);
    project.write(path, text.replace(from, to));
  };
  let answer = await settled(project);
  assert.is(answer.metrics['total.sum'], 55);
  const expectRun = async (what: string, states: Record<string, string>, sum: number) => {
    answer = await settled(project);
    assert.equal(statesOf(answer), { ...cached, ...states }, what);
    assert.is(answer.metrics['total.sum'], sum, what);
    assert.is(project.read('data/sum.json'), String(sum), what);
    const again = await settled(project);
    assert.equal(statesOf(again), cached, `${what}, then nothing`);
    assert.is(again.experiment, answer.experiment, what);
  };

  replace('stages/lib/raise.ts', 'value ** power', 'value ** power + 1');
  await expectRun('a helper', { powers: 'ran', total: 'ran' }, 60);
  replace('stages/total.ts', 'Number(', '2 * Number(');
  await expectRun('a stage', { total: 'ran' }, 120);
  replace('pipeline.yaml', 'count: 5', 'count: 4');
  await expectRun('a parameter', { numbers: 'ran', powers: 'ran', total: 'ran' }, 68);
  project.write('stages/lib/raise.tsx', 'export const raise = (value: number) => value;\n');
  await expectRun('a file that takes the place of an import', { powers: 'ran', total: 'ran' }, 20);
  replace('node_modules/adder/package.json', '1.0.0', '1.0.1');
  await expectRun('a package', { total: 'ran' }, 20);
  rmSync(join(project.root, 'data/powers.json'));
  await expectRun('a deleted output', {}, 20);
  assert.is(project.read('data/powers.json'), '[1,2,3,4]');
  project.write('data/sum.json', '21');
  await expectRun('an output edited in its size', {}, 20);

  const { digest = '' } = answer.stages[1]?.outputs.list ?? {};
  const hex = digest.replace('sha256:', '');
  const blob = join(project.root, '.labbook/store/blobs', hex.slice(0, 2), hex);
  chmodSync(blob, 0o644);
  writeFileSync(blob, '[1,2,3,5]');
  await expectRun('a damaged blob', { powers: 'ran' }, 20);

  rmSync(join(project.root, '.labbook/store/results'), { recursive: true });
  await expectRun('results that are gone', { numbers: 'ran', powers: 'ran', total: 'ran' }, 20);
  rmSync(join(project.root, answer.report ?? ''));
  await expectRun('a deleted report', {}, 20);
  assert.ok(existsSync(join(project.root, answer.report ?? '')));
  rmSync(join(project.root, 'experiments'), { recursive: true });
  await expectRun('a deleted record', {}, 20);
  assert.ok(existsSync(join(project.root, `experiments/${answer.experiment}/record.json`)));
  replace('stages/powers.ts', 'Raised to', 'Lifted to');
  await expectRun('a view', {}, 20);
  assert.match(project.read(answer.report ?? ''), 'Lifted to');
  rmSync(join(project.root, 'pipeline.lock'));
  await expectRun('a deleted lock', {}, 20);
  assert.ok(existsSync(join(project.root, 'pipeline.lock')));
  writeFileSync(steadyAt(project), readFileSync(steadyAt(project), 'utf8').replace('20', '99'));
  await expectRun('a damaged answer', {}, 20);
});

test('with other arguments, or another environment, is not the same run', async () => {
  using project = temporaryProject(watched);
  await settled(project);
  const set = await settled(project, '--set', 'params.power=3');
  assert.equal(statesOf(set), { numbers: 'cached', powers: 'ran', total: 'ran' });
  assert.equal(statesOf(await settled(project)), cached);
  assert.is(project.read('data/sum.json'), '55');
  assert.equal(statesOf((await project.runJson('--force', 'total')).answer).total, 'ran');

  const { PATH = '' } = process.env;
  const scaled = spawnSync(process.execPath, [program, 'run', '--json'], {
    cwd: project.root,
    encoding: 'utf8',
    env: { PATH, HOME: project.root, SCALE: '3' },
  });
  assert.is((JSON.parse(scaled.stdout) as RunJson).metrics['total.sum'], 165);
  assert.is((await project.runJson()).answer.metrics['total.sum'], 55);
});

const globbed: Readonly<Record<string, string>> = {
  'pipeline.yaml': `version: 1
name: globbed
stages:
  count:
    inputs: { parts: 'raw/**/*.txt' }
    outputs: { list: data/count.json }
`,
  'stages/count.ts': `import { readFileSync, writeFileSync } from 'node:fs';
export function run(ctx) {
  const texts = ctx.inputs.parts.files.map(({ path, name }) => name + ' ' + readFileSync(path, 'utf8'));
  ctx.metric('files', texts.length);
  writeFileSync(ctx.outputs.list.path, JSON.stringify(texts));
}
`,
  'raw/a.txt': 'a',
  'raw/deep/b.txt': 'b',
  'raw/deep/notes.md': 'not read',
};

test('a glob is believed while its files and folders are as they were, and no longer', async () => {
  using project = temporaryProject(globbed);
  const at = (path: string) => join(project.root, path);
  assert.is((await settled(project)).metrics['count.files'], 2);
  const expectRun = async (what: string, state: 'ran' | 'cached', files: number) => {
    const answer = await settled(project);
    assert.is(statesOf(answer).count, state, what);
    assert.is(answer.metrics['count.files'], files, what);
    const again = await settled(project);
    assert.is(again.seconds, 0, `${what}, then nothing: the engine was asked`);
    assert.equal(again.metrics, answer.metrics, what);
  };
  project.write('raw/deep/c.txt', 'c');
  await expectRun('a new file', 'ran', 3);
  renameSync(at('raw/deep/c.txt'), at('raw/deep/d.txt'));
  await expectRun('another name', 'ran', 3);
  mkdirSync(at('raw/new/empty'), { recursive: true });
  await expectRun('an empty folder', 'cached', 3);
  writeFileSync(at('raw/new/empty/e.txt'), 'e');
  await expectRun('a file in a folder that was empty', 'ran', 4);
  rmSync(at('raw/new'), { recursive: true });
  project.write('raw/a.txt', 'A');
  await expectRun('a folder that is gone, and an edited file', 'ran', 3);
});

test('whose view failed, or that left part of the pipeline out, is made again', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace(
      "ctx.markdown('",
      "throw new Error('",
    ),
  });
  for (let i = 0; i < 2; i++) {
    const { exitCode } = await project.runJson();
    assert.is(exitCode, 1);
    assert.not.ok(existsSync(steadyAt(project)));
  }
  project.write('stages/powers.ts', numberPipeline['stages/powers.ts'] ?? '');
  await settled(project);
  await project.runJson('numbers');
  assert.not.ok(existsSync(steadyAt(project)));
});

test.run();
