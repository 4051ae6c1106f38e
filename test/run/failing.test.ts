import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ended, statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('stages that go wrong');

/** The number pipeline with another `powers` stage. */
function withPowers(body: string, options = ''): Record<string, string> {
  return {
    ...numberPipeline,
    'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
      '  powers:\n',
      `  powers:\n${options === '' ? '' : `    ${options}\n`}`,
    ),
    'stages/powers.ts': `import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
export const params = z.object({ power: z.number() });
export async function run(ctx: any) {
${body}
}
`,
  };
}

test('an error shows the line of the .ts file, and what does not depend on the stage goes on', async () => {
  using project = temporaryProject({
    ...withPowers(`  const a: number = 1;\n  throw new Error('no luck ' + a);`),
    'stages/other.ts': `export function run(ctx: any) { ctx.metric('one', 1); }`,
  });
  project.write('pipeline.yaml', `${project.read('pipeline.yaml')}  other: {}\n`);
  const { answer, stderr, exitCode } = await project.runJson('--keep-going', '--jobs', '1');
  assert.is(exitCode, 1);
  assert.equal(statesOf(answer), { numbers: 'ran', powers: 'failed', total: 'blocked', other: 'ran' });
  assert.match(stderr, 'no luck 1');
  assert.match(stderr, 'stages/powers.ts:6');
  assert.not.match(stderr, 'stage-process');
  const failed = await project.runJson();
  assert.is(statesOf(failed.answer).numbers, 'cached', 'what finished stays cached');
});

test('an undeclared read fails and says which line to add to pipeline.yaml', async () => {
  using project = temporaryProject({
    ...withPowers(`  readFileSync('seed/extra.csv');`),
    'seed/extra.csv': 'a\n1\n',
  });
  const { answer, stderr } = await project.runJson();
  assert.equal(answer.stages[1]?.failure?.kind, 'undeclared-access');
  assert.is(answer.stages[1]?.failure?.path, 'seed/extra.csv');
  assert.match(stderr, 'under stages.powers.inputs:');
  assert.match(stderr, 'extra: file:seed/extra.csv');
});

test('a read beside import.meta.url, which leads to the bundle, is told by the path that was meant', async () => {
  using project = temporaryProject({
    ...withPowers(`  readFileSync(new URL('../seed/extra.csv', import.meta.url));`),
    'seed/extra.csv': 'a\n1\n',
  });
  const { answer, stderr } = await project.runJson();
  assert.is(answer.stages[1]?.failure?.path, 'seed/extra.csv');
  assert.match(stderr, 'and read it at ctx.inputs.extra.path');
});

test('a declared file is read, and its change reruns the stage', async () => {
  using project = temporaryProject({
    ...withPowers(
      `  writeFileSync(ctx.outputs.list.path, JSON.stringify([Number(readFileSync(ctx.inputs.extra.path, 'utf8'))]));`,
    ),
    'seed/extra.csv': '1',
  });
  project.write(
    'pipeline.yaml',
    project.read('pipeline.yaml').replace('list: numbers.list', 'list: numbers.list, extra: seed/extra.csv'),
  );
  assert.is((await project.runJson()).answer.metrics['total.sum'], 1);
  project.write('seed/extra.csv', '2');
  const { answer } = await project.runJson();
  assert.is(answer.metrics['total.sum'], 2);
  assert.is(answer.stages[1]?.reasons[0]?.kind, 'input');
  assert.is(answer.stages[1]?.reasons[0]?.from, 'seed/extra.csv');
});

test('a write outside the outputs fails', async () => {
  using project = temporaryProject(withPowers(`  writeFileSync('notes.txt', 'x');`));
  const { answer } = await project.runJson();
  assert.is(answer.stages[1]?.failure?.kind, 'undeclared-access');
  assert.not.ok(existsSync(join(project.root, 'notes.txt')));
});

test('a missing output, a process that exits, and a time limit each have their own failure', async () => {
  for (const [body, options, kind] of [
    ['', '', 'output-missing'],
    ['process.exit(0);', '', 'died'],
    ['for (;;) {}', 'timeout: 500ms', 'timeout'],
    ['await new Promise(() => {});', '', 'died'],
  ] as const) {
    using project = temporaryProject(withPowers(body, options));
    const { answer, exitCode } = await project.runJson();
    assert.is(exitCode, 1);
    assert.is(answer.stages[1]?.failure?.kind, kind, body);
    assert.not.ok(existsSync(join(project.root, 'data/powers.json')), 'no part of an output is left');
  }
});

test('a stage is tried again as often as it may be', async () => {
  using project = temporaryProject(withPowers(`  throw new Error('never');`, 'retries: 2'));
  const { answer } = await project.runJson();
  const events = project.read(`experiments/${answer.experiment}/events.ndjson`).trim().split('\n');
  const retried = events.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'stage-retried');
  assert.equal(
    retried.map(({ stage, attempt }) => [stage, attempt]),
    [
      ['powers', 1],
      ['powers', 2],
    ],
  );
});

test('a file that changes while its stage runs, and changes back, is read as it was when the run began', async () => {
  const body = `  ctx.log.info('reading');
  await new Promise((done) => setTimeout(done, 1500));
  const text = readFileSync(ctx.inputs.extra.path, 'utf8');
  ctx.log.info('read');
  await new Promise((done) => setTimeout(done, 500));
  writeFileSync(ctx.outputs.list.path, JSON.stringify([Number(text)]));`;
  using project = temporaryProject({ ...withPowers(body), 'seed/extra.csv': '1' });
  project.write(
    'pipeline.yaml',
    project.read('pipeline.yaml').replace('list: numbers.list', 'list: numbers.list, extra: seed/extra.csv'),
  );
  const child = project.start('run', '--json');
  const edits: string[] = [];
  child.stderr?.on('data', (chunk) => {
    for (const [, what = ''] of String(chunk).matchAll(/\b(reading|read)\b/g)) {
      if (edits.includes(what)) continue;
      edits.push(what);
      project.write('seed/extra.csv', what === 'reading' ? '2' : '1');
    }
  });
  const end = await ended(child);
  assert.equal(edits, ['reading', 'read']);
  const answer = JSON.parse(end.stdout);
  assert.is(answer.state, 'ok', end.stderr);
  assert.is(answer.metrics['total.sum'], 1);
  project.write('seed/extra.csv', '2');
  assert.is((await project.runJson()).answer.metrics['total.sum'], 2);
});

test('a view that fails leaves the result, tells so and exits with 1', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace(
      'ctx.markdown(',
      `ctx.chart({ title: '', description: 'x', spec: {} }); ctx.markdown(`,
    ),
  });
  const { answer, exitCode } = await project.runJson();
  assert.is(exitCode, 1);
  assert.equal(statesOf(answer), { numbers: 'ran', powers: 'ran', total: 'ran' });
  assert.match(project.read(answer.report ?? ''), 'a chart needs a title');
});

test('parameters that the schema refuses, or does not know, are told with their place, exit 2', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '')
      .replace("count: '${params.count}'", 'count: 0')
      .replace("power: '${params.power}'", 'powr: 2'),
  });
  const { exitCode, stderr } = await project.run('run');
  assert.is(exitCode, 2);
  assert.match(stderr, 'pipeline.yaml:7:22  stages.numbers.params.count');
  assert.match(stderr, 'pipeline.yaml:11:15  unknown key "powr"');
  assert.match(stderr, 'did you mean "power"?');
});

test('code that cannot be read is told with its place, exit 2', async () => {
  using project = temporaryProject({ ...numberPipeline, 'stages/total.ts': 'export function run( {\n' });
  const { exitCode, stderr } = await project.run('run');
  assert.is(exitCode, 2);
  assert.match(stderr, 'stages/total.ts:');
  assert.not.match(stderr, /at .*\.js:\d+/);
});

test('an import of a package that is not installed is told at its line, before anything runs', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'stages/total.ts': `import nothing from 'not-there';\nexport const run = () => nothing();\n`,
  });
  const { exitCode, stderr } = await project.run('run');
  assert.is(exitCode, 2);
  assert.match(stderr, 'stages/total.ts:1:21  the package not-there is not installed: npm install not-there');
});

test('a reader of stderr that goes away does not end the run', async () => {
  using project = temporaryProject(numberPipeline);
  const child = project.start('run', '--json');
  child.stderr?.once('data', () => child.stderr?.destroy());
  const { exitCode, stdout } = await ended(child);
  assert.is(exitCode, 0);
  assert.is(JSON.parse(stdout).state, 'ok');
});

test('why tells the error of a stage that failed', async () => {
  using project = temporaryProject(withPowers(`  throw new Error('no luck');`));
  await project.run('run');
  const { stdout } = await project.run('why', 'powers');
  assert.match(stdout, 'Error: no luck');
  assert.match(stdout, 'at stages/powers.ts:5');
});

test.run();
