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

test.run();
