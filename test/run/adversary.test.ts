import { existsSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ended, statesOf, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('what tries to make a skip wrong');
const cached = { numbers: 'cached', powers: 'cached', total: 'cached' };

/** The powers stage multiplies by `k` of some module. */
const scaledBy = (specifier: string): string =>
  `import { k } from '${specifier}';\n${(numberPipeline['stages/powers.ts'] ?? '').replace('raise(value,', 'k * raise(value,')}`;

function replace(project: TemporaryProject, path: string, [from, to]: readonly [string, string]): void {
  const text = project.read(path);
  assert.ok(text.includes(from), `${path} holds ${from}`);
  project.write(path, text.replace(from, to));
}

async function settled(project: TemporaryProject) {
  await project.runJson();
  assert.equal(statesOf((await project.runJson()).answer), cached);
}

test('a workspace package is code that people edit: an edit, a new file and one taken back are noticed', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'packages/shared/package.json':
      '{"name": "shared", "version": "1.0.0", "type": "module", "main": "index.js"}',
    'packages/shared/index.js': "export { k } from './deep/k.js';\n",
    'packages/shared/deep/k.js': 'export const k = 1;\n',
    'stages/powers.ts': scaledBy('shared'),
  });
  symlinkSync('../packages/shared', join(project.root, 'node_modules/shared'));
  await settled(project);
  replace(project, 'packages/shared/deep/k.js', ['k = 1', 'k = 2']);
  const { answer } = await project.runJson();
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'ran', total: 'ran' });
  assert.is(answer.metrics['total.sum'], 110);
  assert.equal(answer.stages[1]?.reasons, [
    { kind: 'package', name: 'shared', before: '1.0.0', after: '1.0.0 (other content)' },
  ]);
  project.write('packages/shared/table.csv', '1\n');
  assert.is(statesOf((await project.runJson()).answer).powers, 'ran', 'a new file');
  rmSync(join(project.root, 'packages/shared/table.csv'));
  replace(project, 'packages/shared/deep/k.js', ['k = 2', 'k = 1']);
  assert.equal(statesOf((await project.runJson()).answer), cached, 'as it was at first');
  assert.is(project.read('data/sum.json'), '55');
});

test('an edit of the same size under the old times, or the times of another age, is noticed', async () => {
  using project = temporaryProject(numberPipeline);
  await settled(project);
  const path = join(project.root, 'stages/lib/raise.ts');
  const { atime, mtime } = statSync(path);
  replace(project, 'stages/lib/raise.ts', ['value ** power', 'value *  power']);
  utimesSync(path, atime, mtime);
  assert.is(statesOf((await project.runJson()).answer).powers, 'ran', 'same size, same mtime');
  replace(project, 'stages/total.ts', ['a + b', 'a - b']);
  utimesSync(join(project.root, 'stages/total.ts'), 1e9, 1e9);
  assert.is(statesOf((await project.runJson()).answer).total, 'ran', 'a clock that went backwards');
});

test('a link that leads elsewhere is noticed, of a stage file, of a folder and of an input', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
      '{ list: powers.list }',
      '{ list: powers.list, scale: "file:scales/current.json" }',
    ),
    'scales/one.json': '1',
    'scales/two.json': '2',
    'v1/k.ts': 'export const k: number = 1;\n',
    'v2/k.ts': 'export const k: number = 3;\n',
    'kept/powers.ts': scaledBy('../linked/k.ts').replace('./lib/', '../stages/lib/'),
    'kept/other.ts': scaledBy('../linked/k.ts').replace('./lib/', '../stages/lib/').replace('k *', '5 *'),
    'stages/total.ts': (numberPipeline['stages/total.ts'] ?? '')
      .replace("'list', 'sum'", "'list' | 'scale', 'sum'")
      .replace('a + b, 0)', "a + b, 0) * Number(readFileSync(ctx.inputs.scale.path, 'utf8'))"),
  });
  const link = (to: string, path: string) => {
    rmSync(join(project.root, path), { force: true });
    symlinkSync(to, join(project.root, path));
  };
  link('../kept/powers.ts', 'stages/powers.ts');
  link('v1', 'linked');
  link('one.json', 'scales/current.json');
  await settled(project);
  link('two.json', 'scales/current.json');
  assert.is((await project.runJson()).answer.metrics['total.sum'], 110);
  link('v2', 'linked');
  assert.is((await project.runJson()).answer.metrics['total.sum'], 330);
  link('../kept/other.ts', 'stages/powers.ts');
  assert.is((await project.runJson()).answer.metrics['total.sum'], 550);
});

test('what does not decide a result reruns nothing: descriptions, limits, resources, where outputs stand', async () => {
  using project = temporaryProject(numberPipeline);
  await settled(project);
  replace(project, 'pipeline.yaml', ['name: numbers', 'name: numbers\ndescription: of numbers']);
  replace(project, 'pipeline.yaml', [
    '  total:\n',
    '  total:\n    timeout: 5m\n    retries: 2\n    resources: { cpus: 1, memory: 1GB }\n',
  ]);
  replace(project, 'pipeline.yaml', ['data/sum.json', 'elsewhere/sum.json']);
  assert.equal(statesOf((await project.runJson()).answer), cached);
  assert.is(project.read('elsewhere/sum.json'), '55');
});

test('a stage sees nothing of the environment that it does not declare, nor the time zone and language', async () => {
  const see =
    "ctx.log.info(JSON.stringify([process.env, new Date(0).getHours(), (1.5).toLocaleString()])), 'raising '";
  const files = {
    ...numberPipeline,
    'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace("'raising '", see),
  };
  using project = temporaryProject(files, {
    UNDECLARED: 'not-to-be-seen',
    TZ: 'Asia/Tokyo',
    LC_ALL: 'de_DE.UTF-8',
    NODE_OPTIONS: '--max-old-space-size=4000',
  });
  const { answer } = await project.runJson();
  const { stages } = JSON.parse(project.read(`experiments/${answer.experiment}/record.json`));
  const seen: string = stages[1].log[0].text;
  assert.not.match(seen, 'not-to-be-seen');
  assert.not.match(seen, 'max-old-space-size');
  assert.ok(seen.endsWith(',0,"1.5"]'), seen);
});

test('an output is summarized with what labbook brings, whatever the stage imports', async () => {
  using project = temporaryProject({
    'pipeline.yaml': 'version: 1\nname: plain\nstages: { a: { outputs: { table: data/a.csv } } }\n',
    'stages/a.ts': `import { writeFileSync } from 'node:fs';
export function run(ctx: any) { writeFileSync(ctx.outputs.table.path, 'x,y\\n1,2\\n'); }
export function view() { throw new Error('no picture of this'); }
`,
  });
  const end = await project.run('run');
  assert.match(end.stdout, 'ok  1 ran');
  assert.match(end.stdout, 'no picture of this (stages/a.ts:3)', 'why the view failed');
  assert.is(end.exitCode, 1);
});

test('a run that was stopped while it drew does not stand for the run that follows', async () => {
  const slow =
    "export async function view() { console.log('drawing'); await new Promise((done) => setTimeout(done, 1500)); }";
  using project = temporaryProject({
    'pipeline.yaml': 'version: 1\nname: plain\nstages: { a: { outputs: { o: data/a.json } } }\n',
    'stages/a.ts': `import { writeFileSync } from 'node:fs';
export function run(ctx: any) { writeFileSync(ctx.outputs.o.path, '1'); }
${slow}
`,
  });
  const child = project.start('run', '--json');
  // The stage has ended, and its view is next.
  const outcomes = join(project.root, '.labbook/last/outcomes.journal');
  const stop = setInterval(() => {
    if (existsSync(outcomes) && child.kill('SIGINT')) clearInterval(stop);
  }, 50);
  const stopped = await ended(child);
  clearInterval(stop);
  assert.is(stopped.exitCode, 130, stopped.stderr);
  const { answer } = await project.runJson();
  assert.is(answer.state, 'ok');
  assert.ok(answer.created, 'an experiment of its own');
});

test.run();
