import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ranProject, statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('the run command');

test('--dry says what would run and writes neither outputs nor records', async () => {
  using project = temporaryProject(numberPipeline);
  const dry = await project.run('run', '--dry', '--json');
  assert.is(dry.exitCode, 0, 'it did what it was asked for');
  const { stages } = JSON.parse(dry.stdout) as { stages: { id: string; state: string }[] };
  assert.equal(
    stages.map(({ state }) => state),
    ['stale', 'waiting', 'waiting'],
  );
  for (const path of ['data', 'experiments', 'reports', 'pipeline.lock', '.labbook/store/results']) {
    assert.not.ok(existsSync(join(project.root, path)), path);
  }
  await project.run('run');
  assert.is((await project.run('run', '--dry')).exitCode, 0);
  assert.is((await project.run('run', '--dry', '--force')).exitCode, 0);
});

test('with names runs those stages and what they read from, and records nothing', async () => {
  using project = temporaryProject(numberPipeline);
  const { answer, exitCode } = await project.runJson('powers');
  assert.is(exitCode, 0);
  assert.equal(statesOf(answer), { numbers: 'ran', powers: 'ran' });
  assert.is(answer.experiment, null);
  assert.not.ok(existsSync(join(project.root, 'data/sum.json')));
  assert.not.ok(existsSync(join(project.root, 'pipeline.lock')));
  const whole = await project.runJson();
  assert.equal(statesOf(whole.answer), { numbers: 'cached', powers: 'cached', total: 'ran' });
  assert.ok(whole.answer.created);
});

test('--force makes known results anew, of all stages or of those named', async () => {
  using project = await ranProject(numberPipeline);
  const all = await project.runJson('--force');
  assert.equal(statesOf(all.answer), { numbers: 'ran', powers: 'ran', total: 'ran' });
  assert.equal(all.answer.stages[0]?.reasons, [{ kind: 'forced' }]);
  const one = await project.runJson('powers', '--force');
  assert.equal(statesOf(one.answer), { numbers: 'cached', powers: 'ran' });
});

test('--frozen fails where the result is not what pipeline.lock says, and leaves the lock alone', async () => {
  using project = temporaryProject(numberPipeline);
  const early = await project.run('run', '--frozen');
  assert.is(early.exitCode, 2);
  assert.match(early.stderr, /there is no pipeline\.lock to hold the results against/);
  assert.not.ok(existsSync(join(project.root, 'pipeline.lock')));
  await project.run('run');
  const lock = project.read('pipeline.lock');
  assert.is((await project.run('run', '--frozen')).exitCode, 0);
  project.write('pipeline.yaml', project.read('pipeline.yaml').replace('power: 2', 'power: 3'));
  const frozen = await project.run('run', '--frozen', '--json');
  assert.is(frozen.exitCode, 1);
  assert.equal(JSON.parse(frozen.stdout).frozenDifferences, ['powers', 'total']);
  assert.is(project.read('pipeline.lock'), lock);
});

test('--set leaves pipeline.lock as it is', async () => {
  using project = await ranProject(numberPipeline);
  const lock = project.read('pipeline.lock');
  const { answer } = await project.runJson('--set', 'params.power=3');
  assert.is(answer.metrics['total.sum'], 225);
  assert.is(project.read('pipeline.lock'), lock);
  await project.run('run');
  assert.is(project.read('pipeline.lock'), lock);
});

test('what was asked for wrongly is told with exit 2, before anything runs', async () => {
  using project = temporaryProject(numberPipeline);
  for (const [args, words] of [
    [['run', 'power'], 'did you mean "powers"?'],
    [['run', '--jobs', '0'], '--jobs takes a whole number from 1'],
    [['run', '--set', 'params.powr=3'], 'powr'],
    [['run', '--forced'], '--force'],
    [['rnu'], 'run'],
  ] as const) {
    const { exitCode, stdout, stderr } = await project.run(...args);
    assert.is(exitCode, 2, args.join(' '));
    assert.is(stdout, '');
    assert.match(stderr, words);
  }
  assert.equal(readdirSync(project.root).includes('data'), false);
});

test('--json prints exactly one document on stdout, whatever happens', async () => {
  using project = temporaryProject(numberPipeline);
  for (const [args, exitCode] of [
    [['status', '--json'], 0],
    [['status', '--check', '--json'], 8],
    [['run', '--json'], 0],
    [['run', '--json'], 0],
    [['graph', '--json'], 0],
    [['why', 'powers', '--json'], 0],
    [['list', '--json'], 0],
    [['show', 'latest', '--json'], 0],
    [['report', '--json'], 0],
    [['why', 'nothing', '--json'], 2],
    [['run', 'nothing', '--json'], 2],
  ] as const) {
    const end = await project.run(...args);
    assert.is(end.exitCode, exitCode, `${args.join(' ')}: ${end.stderr}`);
    const document = JSON.parse(end.stdout) as { schema?: string };
    assert.match(document.schema ?? '', /^labbook\.[a-z-]+\/\d+$/, args.join(' '));
  }
});

test.run();
