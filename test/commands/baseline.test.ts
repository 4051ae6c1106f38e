import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, check, withGates } from '../support/gated-project.ts';

test('accepting asks for a reason, keeps the history, and knows the best ever', async () => {
  using project = await accepted();
  assert.is((await project.run('baseline', 'accept')).exitCode, 2);
  await project.run('run', '--set', 'params.skill=0.75');
  await project.run('baseline', 'accept', 'latest', '--reason', 'cheaper');
  const { stdout } = await project.run('baseline', 'history', '--json');
  const { history } = JSON.parse(stdout) as { history: { reason: string }[] };
  assert.equal(
    history.map(({ reason }) => reason),
    ['the first', 'cheaper'],
  );
  assert.match(
    (await project.run('baseline', 'show')).stdout,
    /evaluate\.accuracy {2}0\.\d+ {2}\(best 0\.\d+ by /,
  );
});

test('a slow decline shows against the best ever accepted', async () => {
  const gates = '  metrics: {accuracy: {margin: 0.1, drift: 0.1 since best}}\n';
  using project = await accepted(withGates(gates));
  await project.run('run', '--set', 'params.skill=0.7');
  await project.run('baseline', 'accept', 'latest', '--reason', 'a little worse');
  const { exitCode, answer } = await check(project, '--set', 'params.skill=0.6');
  assert.is(exitCode, 3);
  assert.is(answer.report.verdicts.find(({ at }) => at.endsWith('drift'))?.state, 'failed');
  assert.is.not(answer.report.verdicts.find(({ at }) => at.endsWith('margin'))?.state, 'failed');
});

test('the holdout is looked at once a candidate, after everything else has passed', async () => {
  const files = withGates('  holdout: final\n  metrics: {accuracy: {margin: 0.08}}\n');
  const stage = (files['stages/evaluate.ts'] ?? '')
    .replace("'id,actual,predicted", "'id,part,actual,predicted")
    .replace("row.id + ','", "row.id + ',' + (i % 2 ? 'final' : 'test') + ','")
    // Scored on the test rows alone.
    .replace(
      'const right = rows.filter(',
      'const right = rows.filter((row: any, i: number) => i % 2 === 0 && ',
    )
    .replace(
      '(row: any, i: number) => i % 2 === 0 && (row: any, i: number) =>',
      '(row: any, i: number) => i % 2 === 0 &&',
    )
    .replace('right / rows.length', 'right / (rows.length / 2)');
  using project = await accepted({ ...files, 'stages/evaluate.ts': stage });
  const looks = () => project.read('baseline/holdout.ndjson').trim().split('\n').length;
  const first = await check(project);
  assert.is(first.exitCode, 0, first.stdout);
  assert.equal(
    first.answer.report.verdicts.map(({ at, state }) => `${at} ${state}`),
    ['gates.metrics.accuracy.margin passed', 'gates.holdout passed'],
  );
  await check(project);
  assert.is(looks(), 1);
  const worse = await check(project, '--set', 'params.skill=0.5');
  assert.is(worse.exitCode, 3);
  assert.is(looks(), 1, 'what failed before needs no look');
});

test('a holdout without rows fails', async () => {
  using project = await accepted(withGates('  holdout: final\n  metrics: {accuracy: {margin: 0.08}}\n'));
  assert.is((await check(project)).exitCode, 3);
});

test.run();
