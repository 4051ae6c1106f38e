import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readTable } from '../../src/learn/table/read-table.ts';
import { loadModel } from '../../src/registry/load-model.ts';
import { predictPipeline } from '../support/predict-pipeline.ts';
import { temporaryProject } from '../support/temporary-project.ts';

const project = temporaryProject(predictPipeline);
test.after(() => project[Symbol.dispose]());
const first = await project.run('run');
assert.is(first.exitCode, 0, first.stderr);
const { root } = project;

interface Answered {
  readonly answered: number;
  readonly rows: number;
  readonly members: readonly { readonly name: string }[];
  readonly degraded: readonly { readonly name: string; readonly why: { readonly kind: string } }[];
  readonly evaluated: Readonly<Record<string, { readonly value: number }>> | null;
  readonly flags: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly unread: readonly string[];
  readonly asOf: string | null;
  readonly drift: readonly { readonly feature: string; readonly psi: number }[];
  readonly answers: readonly {
    readonly predicted: string | null;
    readonly probabilities: Readonly<Record<string, number>> | null;
    readonly degraded: readonly string[];
    readonly missing: readonly string[];
    readonly neutral: readonly string[];
    readonly outOfRange: readonly string[];
    readonly ts?: string;
  }[];
}

async function predict(...args: readonly string[]): Promise<Answered> {
  const { exitCode, stdout, stderr } = await project.run('predict', '--json', ...args);
  assert.is(exitCode, 0, stdout + stderr);
  return JSON.parse(stdout) as Answered;
}

test('raw rows are answered as the evaluate stage answered them, bit for bit, by the recorded code', async () => {
  // What the working tree holds now is not what the model was made by.
  project.write(
    'stages/lib/fill-missing.ts',
    'export const fillMissing = (column: any) => column.map(() => 0);\n',
  );
  const evaluated = await readTable(join(root, 'data/predictions.parquet'));
  for (const name of ['network', 'forest', 'ensemble']) {
    const { answers, rows, unread } = await predict('--model', name, '--input', 'data/raw.parquet');
    assert.is(rows, 120);
    const test = answers.slice(90);
    assert.equal(
      test.map((answer) => answer.probabilities?.rain),
      [...(evaluated[name] as Float64Array)],
      name,
    );
    assert.equal(unread, ['label', 'part']);
  }
});

test('a history that is too short is named, not guessed', async () => {
  const { answers, answered } = await predict('--model', 'forest', '--input', 'data/raw.parquet');
  assert.is(answered, 118);
  assert.equal(answers[0]?.missing, ['wind']);
  assert.is(answers[0]?.predicted, null);
  assert.is(answers[0]?.probabilities, null);
  assert.equal(answers[2]?.missing, []);
});

const day = (i: number) => `2021-01-0${i}T00:00:00Z`;
const rows = [1, 2, 3, 4, 5].map((i) => ({ ts: day(i), cloud: 0.4, gust: 0.5 }));

test('a missing value stands at its neutral one, a far one is told, and so is a column that nothing reads', async () => {
  const given = [...rows, { ts: day(6), gust: 0.5 }, { ts: day(7), cloud: 9, gust: 0.5 }];
  writeFileSync(join(root, 'rows.json'), JSON.stringify(given.map((row) => ({ ...row, colour: 'red' }))));
  const { answers, flags, unread, asOf } = await predict(
    '--model',
    'ensemble',
    '--input',
    'rows.json',
    '--last',
    '3',
  );
  assert.equal(
    answers.map(({ neutral, outOfRange }) => ({ neutral, outOfRange })),
    [
      { neutral: [], outOfRange: [] },
      { neutral: ['cloud'], outOfRange: [] },
      { neutral: [], outOfRange: ['cloud'] },
    ],
  );
  assert.equal(flags.neutral, { cloud: 1 });
  assert.equal(unread, ['colour']);
  assert.is(asOf, '2021-01-07T00:00:00.000Z');
});

test('the library answers objects, a pipe is read, and answers go to a file of any kind', async () => {
  const model = await loadModel('ensemble', 'latest', { root });
  const own = await model.predict(rows);
  writeFileSync(join(root, 'rows.ndjson'), rows.map((row) => JSON.stringify(row)).join('\n'));
  for (const ending of ['csv', 'parquet', 'json', 'ndjson']) {
    const file = `answers.${ending}`;
    const { exitCode, stdout } = await project.run(
      'predict',
      '--model',
      'ensemble',
      '--input',
      'rows.ndjson',
      '--output',
      file,
    );
    assert.is(exitCode, 0);
    assert.match(
      stdout,
      /^ensemble 1\.0\.0 \(the mean of network 1\.0\.0 and forest 1\.0\.0\): 3 rows answered of 5, data as of/,
    );
    const written = await readTable(join(root, file), { columns: ['predicted'] });
    assert.equal(written.predicted, own.predicted, ending);
  }
});

test('what cannot be answered is refused with what is wrong', async () => {
  project.write('some.csv', 'ts,cloud\n2021-01-01,0.4\n');
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--input', 'rows.json'], /no model is named/],
    [['--model', 'forrest', '--input', 'rows.json'], /no model "forrest"/],
    [['--model', 'forest'], /there are no rows to answer/],
    [['--model', 'forest', '--input', 'gone.csv'], /gone\.csv cannot be read/],
    [
      ['--model', 'forest', '--input', 'rows.json', '--output', 'a.txt'],
      /answers cannot be written to a\.txt/,
    ],
    [['--model', 'forest', '--input', 'rows.json', '--at', 'never'], /--at takes a date such as/],
  ];
  for (const [args, message] of cases) {
    const { exitCode, stderr } = await project.run('predict', ...args);
    assert.ok(exitCode === 2 || exitCode === 7, `${args.join(' ')} exits with ${exitCode}`);
    assert.match(stderr, message);
  }
});

test('an ensemble goes on without a member that is gone, says so in each row, and what that mode scored', async () => {
  rmSync(join(root, 'ml-models/forest/1.0.0/forest.bin'));
  const { answers, degraded, members, evaluated } = await predict(
    '--model',
    'ensemble',
    '--input',
    'rows.json',
  );
  assert.equal(
    members.map(({ name }) => name),
    ['network'],
  );
  assert.equal(
    degraded.map(({ name, why }) => [name, why.kind]),
    [['forest', 'refused']],
  );
  assert.ok(answers.every((answer) => answer.degraded.join() === 'forest'));
  const network = await predict('--model', 'network', '--input', 'rows.json');
  assert.equal(
    network.answers.map(({ probabilities }) => probabilities),
    answers.map(({ probabilities }) => probabilities),
  );
  assert.equal(evaluated, network.evaluated);
  const { stderr } = await project.run('predict', '--model', 'ensemble', '--input', 'rows.json');
  assert.match(
    stderr,
    'degraded: forest 1.0.0 did not answer: forest 1.0.0: ml-models/forest/1.0.0/forest.bin is missing',
  );
  assert.match(stderr, 'what is left was evaluated at accuracy');

  writeFileSync(join(root, 'ml-models/network/1.0.0/weights.safetensors'), 'damaged');
  const none = await project.run('predict', '--model', 'ensemble', '--input', 'rows.json');
  assert.is(none.exitCode, 7);
});

test.run();
