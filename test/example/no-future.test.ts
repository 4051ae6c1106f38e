/** Changing everything that happens after a day must change nothing that was known, or said, by that day. */
import { copyFileSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Columns } from '../../src/learn/columns.ts';
import { type ExampleRun, exampleRun, exampleStages } from '../support/example-run.ts';
import { perturbedAfter, randomWalk } from '../support/market-data.ts';
import { plantedStage } from '../support/planted-stage.ts';

const walk = randomWalk({ seed: 11, days: 700, symbols: ['A', 'B'] });
const days = [...new Set(walk.market.ts as Float64Array)];
const models = [
  'train-network.weights',
  'train-network.model',
  'train-forest.model',
  'train-forest.importance',
];

test('features and labels up to a day are the same bytes whatever comes after it', async () => {
  using whole = await exampleRun(walk);
  await whole.run('features', 'label');
  const features = await whole.table('features.table');
  const labels = await whole.table('label.table');
  for (const day of [60, 350, 697]) {
    const lastMs = days[day] as number;
    using other = await exampleRun(perturbedAfter(lastMs, walk));
    await other.run('features', 'label');
    const changed = await other.table('features.table');
    const isEarly = (table: Columns, row: number) => Number(table.ts?.[row]) <= lastMs;
    const early = bytesOf(features, isEarly);
    assert.ok(Object.keys(early).length > 10);
    assert.equal(bytesOf(changed, isEarly), early);
    // The change reaches what comes after, or there would be nothing to notice.
    assert.not.equal(bytesOf(changed, () => true).price, bytesOf(features, () => true).price);
    const isMature = (table: Columns, row: number) => Number(table.t1?.[row]) <= lastMs;
    assert.equal(bytesOf(await other.table('label.table'), isMature), bytesOf(labels, isMature));
  }
});

test('a feature that looks one day ahead is noticed by its bytes', async () => {
  using planted = plantedStage('features.ts', {
    instead: 'price_change: percentChange(price, { groups })',
    code: 'price_change: percentChange(price, { groups }).map((_, row, all) => all[row + 1] ?? 0)',
  });
  const modules = { features: planted.path };
  const lastMs = days[350] as number;
  using whole = await exampleRun(walk, { modules });
  using other = await exampleRun(perturbedAfter(lastMs, walk), { modules });
  const early = async (example: ExampleRun) => {
    await example.run('features');
    return bytesOf(await example.table('features.table'), (table, row) => Number(table.ts?.[row]) <= lastMs);
  };
  const [before, after] = [await early(whole), await early(other)];
  assert.not.equal(after.price_change, before.price_change);
  assert.equal(after.price, before.price);
});

test('predictions up to a day, by models and by rules, are the same bytes whatever comes after it', async () => {
  using whole = await exampleRun(walk);
  await whole.run(...exampleStages);
  const predictions = await whole.table('evaluate.predictions');
  const decided = predictions.ts as Float64Array;
  const lastMs = decided[Math.floor(decided.length / 4)] as number;
  using other = await exampleRun(perturbedAfter(lastMs, walk));
  await other.run('features', 'label');
  for (const output of ['split.table', ...models]) copyFileSync(whole.path(output), other.path(output));
  await other.run('evaluate');
  const changed = await other.table('evaluate.predictions');
  const isEarly = (table: Columns, row: number) => Number(table.ts?.[row]) <= lastMs;
  // What came true after the day is what was changed.
  const { actual: _before, ...before } = bytesOf(predictions, isEarly);
  const { actual: _after, ...after } = bytesOf(changed, isEarly);
  assert.equal(after, before);
  for (const column of ['p_buy', 'network_p_buy', 'forest_p_buy', 'momentum_predicted']) {
    const all = [predictions, changed].map((table) => bytesOf(table, () => true)[column]);
    assert.not.equal(all[0], all[1], column);
  }
});

test('models are the same bytes whatever happens in the test part', async () => {
  using whole = await exampleRun(walk);
  await whole.run('features', 'label', 'split', 'train-network', 'train-forest');
  const split = await whole.table('split.table');
  const parts = split.part as readonly (string | null)[];
  const firstTest = Math.min(
    ...Array.from(split.ts as Float64Array).filter((_, row) => parts[row] === 'test'),
  );
  using other = await exampleRun(perturbedAfter(firstTest - 1, walk));
  await other.run('features', 'label', 'split', 'train-network', 'train-forest');
  for (const output of models) {
    assert.ok(readFileSync(other.path(output)).equals(readFileSync(whole.path(output))), output);
  }
  assert.not.ok(
    readFileSync(other.path('features.table')).equals(readFileSync(whole.path('features.table'))),
  );
});

/** The chosen rows of each column: the bits of numbers, text as it is. */
function bytesOf(
  table: Columns,
  isChosen: (table: Columns, row: number) => boolean,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, column]) => {
      const chosen = Array.from(column as ArrayLike<number | string | null>).filter((_, row) =>
        isChosen(table, row),
      );
      const bits = ArrayBuffer.isView(column)
        ? Buffer.from(Float64Array.from(chosen as number[]).buffer).toString('base64')
        : JSON.stringify(chosen);
      return [name, bits];
    }),
  );
}

test.run();
