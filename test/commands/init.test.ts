import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('labbook init');

test('what it writes runs, draws a line and finds its slope', async () => {
  using project = temporaryProject({});
  const made = await project.run('init');
  assert.is(made.exitCode, 0, made.stderr);
  const { answer, stderr } = await project.runJson();
  assert.equal(statesOf(answer), { sample: 'ran', fit: 'ran' }, stderr);
  assert.ok(Math.abs((answer.metrics['fit.slope'] ?? 0) - 2) < 0.05);
});

test('it never writes over a pipeline', async () => {
  using project = temporaryProject({ 'pipeline.yaml': 'version: 1\n' });
  const { exitCode, stderr } = await project.run('init');
  assert.is(exitCode, 2);
  assert.match(stderr, 'there is a pipeline.yaml already');
  assert.is(project.read('pipeline.yaml'), 'version: 1\n');
});

test.run();
