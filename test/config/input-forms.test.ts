import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { temporaryProject } from '../support/temporary-project.ts';

const test = suite('what pipeline.yaml may say in two ways, or not at all');
const text = numberPipeline['pipeline.yaml'] ?? '';

test('an input may name its stage and output as a mapping', async () => {
  using project = temporaryProject(numberPipeline);
  await project.run('run');
  project.write('pipeline.yaml', text.replace('list: powers.list', 'list: { stage: powers, output: list }'));
  const { stdout, exitCode } = await project.run('status');
  assert.is(exitCode, 0);
  assert.match(stdout, 'nothing to do');
});

test('a mapping that names nothing is told at its place, whatever it holds', async () => {
  for (const [given, words] of [
    ['{ stage: powers, output: lst }', 'powers.lst'],
    ['{ stage: powers }', 'pipeline.yaml:14'],
    ['{}', 'pipeline.yaml:14'],
    ['{ file: 5 }', 'pipeline.yaml:14'],
    ['5', 'pipeline.yaml:14'],
  ] as const) {
    using project = temporaryProject({
      ...numberPipeline,
      'pipeline.yaml': text.replace('list: powers.list', `list: ${given}`),
    });
    const { stderr, exitCode } = await project.run('status');
    assert.is(exitCode, 2, `${given}: ${stderr}`);
    assert.match(stderr, words, given);
  }
});

test('what stands after `---` is not dropped without a word', async () => {
  using project = temporaryProject({ ...numberPipeline, 'pipeline.yaml': `${text}---\nname: other\n` });
  const { stderr, exitCode } = await project.run('status');
  assert.is(exitCode, 2);
  assert.match(stderr, /pipeline\.yaml:16:1 .*a second document begins after `---`, and one is all there is/);
});

test('a name that every object has is refused with that reason', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'pipeline.yaml': text.replace('  total:', '  constructor:'),
  });
  const { stderr } = await project.run('status');
  assert.match(stderr, 'Every object of JavaScript has something of that name. Give it another.');
});

test.run();
