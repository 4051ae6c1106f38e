import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { classShares } from '../../src/learn/baselines/majority-baseline.ts';
import type { Columns } from '../../src/learn/columns.ts';
import { exampleRun, exampleStages } from '../support/example-run.ts';
import { randomWalk } from '../support/market-data.ts';

const classes = ['sell', 'hold', 'buy'];
const example = await exampleRun(randomWalk({ seed: 4, days: 600, symbols: ['A', 'B'] }), {
  set: ['stages.train-network.params.epochs=4'],
});
await example.run(...exampleStages);
const predictions = await example.table('evaluate.predictions');
const value = (name: string) => example.metric(`evaluate.${name}`).value;
const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) < 1e-12, `${found}, ${wanted}`);

test('the ensemble is the mean of its members, row by row', () => {
  for (const name of classes) {
    const [both, network, forest] = ['', 'network_', 'forest_'].map((member) =>
      column(predictions, `${member}p_${name}`),
    );
    for (const [row, each] of both?.entries() ?? []) {
      near(each, (Number(network?.[row]) + Number(forest?.[row])) / 2);
    }
  }
});

test("with both members missing it answers with the training labels' shares", async () => {
  const labels = (await example.table('label.table')).label as readonly (string | null)[];
  const { part } = await example.table('split.table');
  const trained = labels.filter((_, row) => part?.[row] === 'train') as string[];
  for (const [c, share] of classShares({ trained, classes }).entries()) {
    assert.ok(column(predictions, `majority_p_${classes[c]}`).every((each) => each === share));
  }
});

test('every prediction is of a test day, decided at its t0, on the label that the label stage gave', async () => {
  const labels = await example.table('label.table');
  const labelOf = new Map(
    Array.from(column(labels, 'ts'), (ts, row) => [`${labels.symbol?.[row]} ${ts}`, labels.label?.[row]]),
  );
  const { part } = await example.table('split.table');
  const parts = part as readonly (string | null)[];
  const rows = column(predictions, 'ts');
  assert.is(rows.length, parts.filter((name) => name === 'test').length);
  for (const [row, ts] of rows.entries()) {
    assert.is(predictions.t0?.[row], ts);
    assert.is(predictions.actual?.[row], labelOf.get(`${predictions.symbol?.[row]} ${ts}`));
  }
});

test('the headline metrics stand beside the majority class, and their difference is theirs', () => {
  for (const name of ['accuracy', 'macro_f1', 'log_loss', 'ordinal_r2']) {
    const metric = example.metric(`evaluate.${name}`);
    assert.is(metric.headline, true, name);
    assert.is(metric.baseline, value(`majority.${name}`), name);
    const [low, high] = metric.interval ?? [Number.NaN, Number.NaN];
    assert.ok(low <= metric.value && metric.value <= high, name);
  }
  near(value('accuracy_over_majority'), value('accuracy') - value('majority.accuracy'));
  near(value('log_loss_over_majority'), value('log_loss') - value('majority.log_loss'));
  near(value('skill.log_loss'), 1 - value('log_loss') / value('majority.log_loss'));
  near(value('skill.accuracy'), value('accuracy_over_majority') / (1 - value('majority.accuracy')));
});

test('labels of seven days are worth about one in seven', () => {
  const { n, value: independent } = example.metric('evaluate.independent_labels');
  assert.ok(independent > Number(n) / 9 && independent < Number(n) / 6, `${independent} of ${n}`);
});

test('the split reports the facts that the page judges leakage by', () => {
  for (const part of ['train', 'validation', 'test', 'purged']) {
    assert.ok(example.metric(`split.rows.${part}`).value > 0, part);
  }
  assert.ok(example.metric('split.gap_days').value > 0);
});

test('the page shows every display that a classifier needs', async () => {
  const titles = (await example.view('evaluate')).map((display) => ('title' in display ? display.title : ''));
  for (const words of [
    /^Confusion/,
    /each class/,
    /^ROC/,
    /^Precision and recall/,
    /^Reliability/,
    /^Probability of each class/,
    /least probability/,
    /over time$/,
    /worst$/,
    /^Members/,
    /^Drift/,
  ]) {
    assert.ok(
      titles.some((title) => words.test(title)),
      `${words} in ${titles.join('; ')}`,
    );
  }
});

test('running the stages again gives the same bytes', async () => {
  const outputs = [
    'features.table',
    'split.preparation',
    'train-network.model',
    'train-forest.model',
    'evaluate.predictions',
  ];
  const before = outputs.map((output) => readFileSync(example.path(output)));
  await example.run(...exampleStages);
  for (const [i, output] of outputs.entries()) {
    assert.ok(readFileSync(example.path(output)).equals(before[i] as Buffer), output);
  }
});

test.after(() => example[Symbol.dispose]());

function column(table: Columns, name: string): Float64Array {
  return table[name] as Float64Array;
}

test.run();
