import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ranProject, statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('what runs and what is skipped');
const allCached = { numbers: 'cached', powers: 'cached', total: 'cached' };

test('the first run runs all, records an experiment and writes its page; the second does nothing', async () => {
  using project = await ranProject(numberPipeline);
  const first = { answer: project.first };
  assert.equal(statesOf(first.answer), { numbers: 'ran', powers: 'ran', total: 'ran' });
  assert.equal(first.answer.stages[0]?.reasons, [{ kind: 'first-run' }]);
  assert.is(first.answer.metrics['total.sum'], 55);
  assert.ok(first.answer.created);
  assert.match(project.read(first.answer.report ?? ''), '<!doctype html>');
  const second = await project.runJson();
  assert.equal(statesOf(second.answer), allCached);
  assert.not.ok(second.answer.created);
  assert.is(second.answer.experiment, first.answer.experiment);
  const record = JSON.parse(project.read(`experiments/${first.answer.experiment}/record.json`));
  assert.equal(record.stages[1].displays, [{ kind: 'markdown', text: 'Raised to the power of 2' }]);
  assert.is(record.stages[1].log[0].text, 'raising 5 numbers');
});

test('a comment, white space, a type or an unused function reruns nothing', async () => {
  using project = await ranProject(numberPipeline);
  const powers = project.read('stages/powers.ts');
  project.write('stages/powers.ts', `// A comment.\n${powers.replace('const { list }', 'const   { list }')}`);
  project.write('stages/lib/raise.ts', project.read('stages/lib/raise.ts').replace('return 1;', 'return 2;'));
  const again = await project.runJson();
  assert.equal(statesOf(again.answer), allCached);
});

test('an edited helper reruns just what reaches it, and an equal result leaves the rest cached', async () => {
  using project = await ranProject(numberPipeline);
  project.write(
    'stages/lib/raise.ts',
    project.read('stages/lib/raise.ts').replace('value ** power', '1 * value ** power'),
  );
  const { answer } = await project.runJson();
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'ran', total: 'cached' });
  assert.equal(answer.stages[1]?.reasons, [
    { kind: 'code', file: 'stages/lib/raise.ts', name: 'raise', change: 'changed' },
  ]);
});

test('--set reruns the stages that read the param, and says which value changed', async () => {
  using project = await ranProject(numberPipeline);
  const { answer } = await project.runJson('--set', 'params.power=3');
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'ran', total: 'ran' });
  assert.equal(answer.stages[1]?.reasons, [{ kind: 'param', name: 'power', before: 2, after: 3 }]);
  assert.is(answer.metrics['total.sum'], 225);
  const back = await project.runJson();
  assert.equal(statesOf(back.answer), allCached, 'the earlier result is restored');
  assert.is(project.read('data/sum.json'), '55');
});

test('an edited view shows anew and runs no stage', async () => {
  using project = await ranProject(numberPipeline);
  const first = { answer: project.first };
  project.write('stages/powers.ts', project.read('stages/powers.ts').replace('Raised to', 'Lifted to'));
  const { answer } = await project.runJson();
  assert.equal(statesOf(answer), allCached);
  assert.is(answer.experiment, first.answer.experiment);
  assert.match(project.read(answer.report ?? ''), 'Lifted to the power of 2');
});

test('a package in another version reruns what imports it', async () => {
  const files = {
    ...numberPipeline,
    'node_modules/adder/package.json':
      '{"name": "adder", "version": "1.0.0", "type": "module", "main": "index.js"}',
    'node_modules/adder/index.js': 'export const add = (a, b) => a + b;\n',
    'stages/total.ts': (numberPipeline['stages/total.ts'] ?? '')
      .replace('import { readFileSync', "import { add } from 'adder';\nimport { readFileSync")
      .replace('(a, b) => a + b', 'add'),
  };
  using project = await ranProject(files);
  project.write(
    'node_modules/adder/package.json',
    '{"name": "adder", "version": "1.0.1", "type": "module", "main": "index.js"}',
  );
  const { answer } = await project.runJson('--paranoid');
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'cached', total: 'ran' });
  assert.equal(answer.stages[2]?.reasons, [
    { kind: 'package', name: 'adder', before: '1.0.0', after: '1.0.1' },
  ]);
});

test('a declared environment variable reruns its stage, and its value stands nowhere', async () => {
  const files = {
    ...numberPipeline,
    'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
      '  total:\n',
      '  total:\n    env: [SECRET]\n',
    ),
  };
  const secret = 'hunter2-in-the-environment';
  using project = temporaryProject(files, { SECRET: secret });
  const { answer } = await project.runJson();
  assert.is(answer.state, 'ok');
  const found = spawnSync('grep', ['-rl', secret, '.'], { cwd: project.root, encoding: 'utf8' });
  assert.is(found.stdout, '', 'files that hold the value');
});

test('an output that was edited by hand is put right, and the edited file is kept', async () => {
  using project = await ranProject(numberPipeline);
  project.write('data/sum.json', '"my own notes"');
  const { answer, stderr } = await project.runJson();
  assert.equal(statesOf(answer), allCached);
  assert.is(project.read('data/sum.json'), '55');
  const kept = /kept as (\S+)/.exec(stderr)?.[1] ?? '';
  assert.match(kept, 'data/sum.json');
  assert.is(readFileSync(kept, 'utf8'), '"my own notes"');
});

test.run();
