/** The example at the edges of its parameters: rare classes, absent ones, the other engine, no validation part. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { takeRows } from '../../src/learn/features/take-rows.ts';
import {
  decodePreparedNetwork,
  predictPreparedNetworkProba,
} from '../../src/learn/network/prepared-network.ts';
import { type ExampleRun, exampleRun, exampleStages } from '../support/example-run.ts';
import { randomWalk, shippedMarket } from '../support/market-data.ts';

const short = ['stages.train-network.params.epochs=3', 'stages.train-forest.params.trees=10'];

test('at ±5 % classes are rare in an index: the example runs through, and says what that means', async () => {
  using example = await exampleRun(await shippedMarket(), { set: [...short, 'params.threshold=0.05'] });
  await example.run(...exampleStages);
  assert.ok(Number(example.metric('label.share.hold').value) > 0.9);
  assert.ok(
    example.warnings.some((text) =>
      /^\d+ test days are labelled "buy", worth [\d.]+ that do not overlap/.test(text),
    ),
    example.warnings.join('\n'),
  );
  await showsAll(example);
});

test('where every day has one label the example runs through, and claims no skill', async () => {
  using example = await exampleRun(walk({ days: 500 }), { set: [...short, 'params.threshold=0.9'] });
  await example.run(...exampleStages);
  assert.ok(example.warnings.includes('no day is labelled "buy": the threshold 0.9 is too wide'));
  assert.is(example.metric('evaluate.accuracy').value, 1);
  assert.is(example.metric('evaluate.accuracy_over_majority').value, 0);
  assert.throws(() => example.metric('evaluate.skill.accuracy'), 'no stage has reported the metric');
  await showsAll(example);
});

test('engine ml-random-forest stands in for the forest, and says what it has no equal of', async () => {
  const engine = ['stages.train-forest.params.engine=ml-random-forest', 'stages.train-forest.params.trees=5'];
  using example = await exampleRun(walk({ days: 260 }), { set: [...short, ...engine] });
  await example.run(...exampleStages);
  assert.ok(
    example.warnings.includes(
      'engine ml-random-forest has no minSamplesLeaf: it splits no node of fewer than 10 rows instead',
    ),
  );
  const { forest_predicted } = await example.table('evaluate.predictions');
  assert.ok(new Set(forest_predicted as readonly string[]).size > 1, 'it collapsed to one class');
  const { impurity, permutation } = await example.table('train-forest.importance');
  assert.ok((impurity as Float64Array).every(Number.isNaN));
  assert.ok((permutation as Float64Array).every(Number.isFinite));
  await showsAll(example);
});

test('class weights reach both models', async () => {
  const balanced = ['train-network', 'train-forest'].map((id) => `stages.${id}.params.classWeight=balanced`);
  const data = walk({ days: 500, deviation: 0.008 });
  using plain = await exampleRun(data, { set: short });
  using weighted = await exampleRun(data, { set: [...short, ...balanced] });
  for (const example of [plain, weighted]) await example.run(...exampleStages);
  const holds = async (example: ExampleRun, member: string) => {
    const predicted = (await example.table('evaluate.predictions'))[`${member}_predicted`];
    return (predicted as readonly string[]).filter((label) => label === 'hold').length;
  };
  for (const member of ['network', 'forest']) {
    assert.ok((await holds(weighted, member)) < (await holds(plain, member)), member);
  }
});

test('without a validation part the models train on, and leave out what needs one', async () => {
  const parts = ['stages.split.params.validation=0', 'stages.split.params.train=0.85'];
  using example = await exampleRun(walk({ days: 500 }), { set: [...short, ...parts] });
  await example.run(...exampleStages);
  assert.throws(() => example.metric('train-network.validation_loss'), 'no stage has reported the metric');
  await showsAll(example);
});

test("the network's two files predict from raw features, missing ones among them", async () => {
  using example = await exampleRun(walk({ days: 500 }), { set: short });
  await example.run(...exampleStages);
  const network = decodePreparedNetwork({
    weights: readFileSync(example.path('train-network.weights')),
    topology: readFileSync(example.path('train-network.model'), 'utf8'),
  });
  const features = await example.table('features.table');
  const predictions = await example.table('evaluate.predictions');
  const { part } = await example.table('split.table');
  const rows = [...(part as readonly (string | null)[]).keys()].filter((row) => part?.[row] === 'test');
  const raw = takeRows(features, rows);
  const again = await predictPreparedNetworkProba(network, raw);
  assert.equal([...(again.buy ?? [])], [...(predictions.network_p_buy as Float64Array)]);
  const silent = { ...raw, sentiment: new Float64Array(rows.length).fill(Number.NaN) };
  const guessed = await predictPreparedNetworkProba(network, silent);
  assert.ok(guessed.buy?.every(Number.isFinite));
});

/** Every stage shows something, and nothing it shows breaks a rule of displays. */
async function showsAll(example: ExampleRun): Promise<void> {
  for (const stage of exampleStages) {
    const displays = await example.view(stage);
    assert.ok(displays.length > 0, stage);
    for (const display of displays) {
      if (display.kind === 'chart') assert.ok(display.title !== '' && display.description !== '', stage);
    }
  }
}

function walk({ days, deviation }: { readonly days: number; readonly deviation?: number }) {
  return randomWalk({ seed: 3, days, symbols: ['A'], ...(deviation !== undefined && { deviation }) });
}

test.run();
