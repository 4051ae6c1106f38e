import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sealRecord } from '../../src/experiment/record/seal-record.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ranProject } from '../support/temporary-project.ts';

const test = suite('records that were edited');

/** What a person might change by hand in a record, and what a bit of a disk might. */
const edits: Readonly<Record<string, (text: string) => string>> = {
  'a better metric': (text) => text.replaceAll('"value":55', '"value":99'),
  'another commit': (text) => text.replace('"git":null', '"git": null'),
  'a tag': (text) => text.replace('"tags":[]', '"tags":["best"]'),
  'no seal': (text) => text.replace(/,"seal":"[^"]*"/, ''),
  'a seal of its own': (text) => text.replace(/"seal":"sha256:[0-9a-f]{8}/, '"seal":"sha256:00000000'),
  'a field behind the seal': (text) => text.replace(/\}\s*$/, ',"name":"x"}\n'),
  'a record in a line each': (text) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`,
};

test('an edited record is told by every command that reads it, exit 7, and never taken for what was recorded', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  const { answer: other } = await project.runJson('--set', 'params.power=3');
  const id = answer.experiment ?? '';
  const path = `experiments/${id}/record.json`;
  const whole = project.read(path);
  assert.is((await project.run('show', id)).exitCode, 0);
  for (const [what, edit] of Object.entries(edits)) {
    assert.is.not(edit(whole), whole, what);
    project.write(path, edit(whole));
    for (const args of [
      ['show', id],
      ['tag', id, 'best'],
      ['note', id, 'best'],
      ['compare', id, other.experiment ?? ''],
      ['report', id],
      ['doctor'],
      ['list'],
    ]) {
      const { exitCode, stdout, stderr } = await project.run(...args);
      assert.is(exitCode, 7, `${what}: ${args.join(' ')}: ${stdout}${stderr}`);
      assert.match(stderr, `experiment ${id} is damaged`, `${what}: ${args.join(' ')}`);
      if (what !== 'a better metric') break;
    }
  }
  project.write(path, whole);
  assert.is((await project.run('list')).exitCode, 0);
});

test('a record that was made to overflow or confuse whoever reads it is damaged, whatever its seal', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  const id = answer.experiment ?? '';
  const path = `experiments/${id}/record.json`;
  const { seal: _, ...record } = JSON.parse(project.read(path));
  const deep = JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`);
  const [first, ...others] = record.stages;
  for (const crafted of [
    { ...record, stages: [{ ...first, id: '__proto__' }, ...others] },
    { ...record, stages: [{ ...first, metrics: { constructor: { value: 1 } } }, ...others] },
    { ...record, pipeline: { ...record.pipeline, params: deep } },
    {
      ...record,
      stages: [{ ...first, reasons: [{ kind: 'param', name: 'a', before: deep, after: 1 }] }, ...others],
    },
  ]) {
    project.write(path, sealRecord(crafted));
    for (const args of [
      ['show', id],
      ['report', id],
    ]) {
      const { exitCode, stderr } = await project.run(...args);
      assert.is(exitCode, 7, stderr);
      assert.match(stderr, 'is damaged (not what labbook writes there');
    }
  }
});

test('a run that finds its result in an edited record makes another', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  const path = `experiments/${answer.experiment}/record.json`;
  project.write(path, project.read(path).replaceAll('"value":55', '"value":99'));
  const again = await project.runJson();
  assert.is.not(again.answer.experiment, answer.experiment);
  assert.is(again.exitCode, 0, again.stderr);
  assert.is((await project.run('show', again.answer.experiment ?? '')).exitCode, 0);
});

test.run();
