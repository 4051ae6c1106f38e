import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { declareStages } from '../../src/config/declare-stages.ts';
import { describeProblem } from '../../src/words/describe-problem.ts';
import { parseText } from '../support/pipeline-text.ts';

const test = suite('a matrix of stages');

const yaml = `version: 1
name: matrix
x-limits: &limits
  timeout: 1h
stages:
  train:
    <<: *limits
    matrix:
      model: [forest, network]
      seed: [7, 8]
      include: [{ model: linear, seed: 7, rate: 0.5 }]
      exclude: [{ model: network, seed: 8 }]
    module: stages/features.ts
    inputs: { extra: 'seed/\${matrix.seed}.csv' }
    params: { seed: '\${matrix.seed}', name: 'a \${matrix.model}' }
    outputs: { model: 'data/\${matrix.model}-\${matrix.seed}.bin' }
  compare:
    module: stages/label.ts
    inputs: { models: train.*, first: 'train@forest,7.model' }
    outputs: { table: data/table.json }
`;

const parse = (text: string, overrides: readonly string[] = []) =>
  parseText(text, { overrides, fileExists: (path) => /^(stages|seed)\/\w+\.(ts|csv)$/.test(path) });

function told(from: string, to: string): string {
  const parsed = parse(yaml.replace(from, to));
  return parsed.ok ? '' : parsed.error.map(describeProblem).join('\n');
}

test('is written out as one stage a combination, and a stage below takes them all', () => {
  const parsed = parse(yaml);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.map(describeProblem).join('\n'));
  const { stages, spans } = parsed.value;
  assert.equal(
    stages.map(({ id }) => id),
    ['train@forest,7', 'train@forest,8', 'train@network,7', 'train@linear,7,0_5', 'compare'],
  );
  assert.equal(stages[2]?.params, { seed: 7, name: 'a network' });
  assert.equal(stages[2]?.inputs, { extra: { kind: 'file', path: 'seed/7.csv' } });
  assert.equal(stages[2]?.outputs, { model: { path: 'data/network-7.bin', format: 'file' } });
  assert.is(stages[2]?.timeoutMs, 3_600_000);
  assert.equal(Object.keys(stages[4]?.inputs ?? {}), [
    'models@forest,7',
    'models@forest,8',
    'models@network,7',
    'models@linear,7,0_5',
    'first',
  ]);
  assert.equal(stages[4]?.inputs['models@linear,7,0_5'], {
    kind: 'output',
    stage: 'train@linear,7,0_5',
    output: 'model',
  });
  assert.is(spans['stages.train@network,7.params.seed']?.line, 15);
});

test('is set as a whole on the command line, and is one stage in the declarations', () => {
  const parsed = parse(yaml, ['stages.train.params.seed=3']);
  assert.ok(parsed.ok);
  assert.equal(parsed.value.stages[1]?.params.seed, 3);
  const declared = declareStages(parsed.value);
  assert.is(declared.match(/"train":/g)?.length, 1);
  assert.match(declared, '"models@forest,7" | "models@forest,8"');
});

test('has each mistake told once, where it stands', () => {
  assert.is(
    told("'a ${matrix.model}'", "'a ${matrix.modle}'"),
    `pipeline.yaml:15:44  this stage's matrix has no modle
  15 |     params: { seed: '\${matrix.seed}', name: 'a \${matrix.modle}' }
     |                                                ^^^^^^^^^^^^^^^ did you mean "model"?
  Axes: model, seed`.replace('15:44', '15:48'),
  );
  for (const [from, to, words] of [
    [
      "outputs: { model: 'data/${matrix.model}-${matrix.seed}.bin' }",
      'outputs: { model: data/m.bin }',
      'two outputs are written to data/m.bin',
    ],
    ['train.*', 'trian.*', 'did you mean "train.*"?'],
    ['train@forest,7.model', 'train@forest,9.model', 'did you mean "train@forest,7.model"?'],
    ['seed: [7, 8]', 'seed: 7', 'stages.train.matrix.seed must be a list'],
    ['seed: [7, 8]', 'seed: [{ a: 1 }]', 'pipeline.yaml:10'],
    [
      'model: network, seed: 8 }',
      'model: network, seed: 9 }',
      'this leaves out no combination of stages.train.matrix',
    ],
    [
      '[forest, network]',
      '[forest, network, a b, a_b]',
      'two combinations of stages.train.matrix would have the name a_b,7',
    ],
    [
      '    module: stages/label.ts',
      "    module: stages/label.ts\n    params: { n: '${matrix.n}' }",
      '${matrix.n} stands in no stage with a matrix',
    ],
    [
      "name: 'a ${matrix.model}'",
      "name: 'a ${params.model'",
      '${params.model is begun and not ended as a reference',
    ],
    ['x-limits: &limits', 'limits: &limits', 'unknown key "limits"'],
    ['module: stages/features.ts', 'modul: stages/features.ts', 'did you mean "module"?'],
  ] as const) {
    const said = told(from, to);
    assert.match(said, words);
    assert.is(said.split(/^pipeline\.yaml:/m).length - 1 <= 2, true, said);
  }
  assert.is(told('module: stages/features.ts', 'modul: stages/features.ts').match(/unknown key/g)?.length, 1);
});

test.run();
