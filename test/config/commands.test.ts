import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeProblem } from '../../src/words/describe-problem.ts';
import { parseText } from '../support/pipeline-text.ts';

const test = suite('a command in pipeline.yaml');

const yaml = `version: 1
name: programs
stages:
  train:
    command: [python3, train.py, "{inputs.rows}", "{outputs.model}", "--depth={params.depth}", "{{x}}", "{outputs.scores}"]
    code: [train.py, lib/**/*.py]
    tools: { python3: --version, uv: [pip, freeze] }
    metrics: scores
    inputs: { rows: seed/x.csv }
    params: { depth: 3 }
    outputs: { model: data/model.bin, scores: data/scores.json }
`;

const files = ['train.py', 'lib/a.py', 'seed/x.csv'];
const parse = (text: string) =>
  parseText(text, {
    fileExists: (path) => files.includes(path),
    hasMatch: (pattern) => pattern === 'lib/**/*.py',
  });

/** What is wrong where one text stands in place of another. */
function told(from: string, to: string): string {
  const parsed = parse(yaml.replace(from, to));
  return parsed.ok ? '' : parsed.error.map(describeProblem).join('\n');
}

test('is resolved into its words, its files, and what its programs are asked', () => {
  const parsed = parse(yaml);
  assert.ok(parsed.ok);
  assert.equal(parsed.value.stages[0]?.work, {
    kind: 'command',
    argv: [
      'python3',
      'train.py',
      '{inputs.rows}',
      '{outputs.model}',
      '--depth={params.depth}',
      '{{x}}',
      '{outputs.scores}',
    ],
    code: ['train.py', 'lib/**/*.py'],
    tools: { python3: ['--version'], uv: ['pip', 'freeze'] },
    metrics: 'scores',
  });
});

test('has a placeholder that names nothing told where it stands, with the name that was meant', () => {
  assert.is(
    told('{inputs.rows}', '{input.rows}'),
    `pipeline.yaml:5:35  {input.rows} names nothing of this stage
   5 |     command: [python3, train.py, "{input.rows}", "{outputs.model}", "--depth={params.depth}", "{{x}}…
     |                                   ^^^^^^^^^^^^ did you mean "{inputs.rows}"?
  Known here: inputs.rows, outputs.model, outputs.scores, params.depth, seed`,
  );
  assert.match(told('{params.depth}', '{params.dept}'), 'did you mean "{params.depth}"?');
});

test('has every other mistake told, each with what to write', () => {
  for (const [from, to, words] of [
    [
      '"{outputs.model}", ',
      '',
      'no word of the command names the output model, so that the program cannot know where to write it',
    ],
    ['"{outputs.model}", ', '', 'Add "{outputs.model}" to the command of train.'],
    ['code: [train.py, ', 'code: [', 'train.py is a file of the project that train does not declare'],
    ['code: [train.py, ', 'code: [', 'Add to the stage: code: [lib/**/*.py, train.py]'],
    ['lib/**', 'lob/**', 'no file matches lob/**/*.py'],
    ['[train.py, lib', '[trian.py, lib', 'the stage train consists of trian.py, which does not exist'],
    ['metrics: scores', 'metrics: score', 'did you mean "scores"?'],
    ['metrics: scores', 'metrics: model', 'metrics are read from a JSON file, which the output model is not'],
    ['tools:', 'tool:', 'did you mean "tools"?'],
    ['"{inputs.rows}"', '{inputs.rows}', 'stages.train.command.2 must be text, not a mapping'],
    ['"{inputs.rows}"', '{inputs.rows}', 'Put it in quotes'],
    ['metrics: scores', 'kind: comand', 'did you mean "command"?'],
    [
      'outputs: { model: data/model.bin',
      'outputs: { model: train.py',
      'would overwrite the code of the stage train',
    ],
  ] as const) {
    assert.match(told(from, to), words);
  }
});

test.run();
