import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { predictNetworkProba } from '../../../src/learn/network/predict-network-proba.ts';
import { predictNetworkValues } from '../../../src/learn/network/predict-network-values.ts';
import { trainNetworkClassifier } from '../../../src/learn/network/train-network-classifier.ts';
import { trainNetworkRegressor } from '../../../src/learn/network/train-network-regressor.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const classes = ['common', 'rare'];

function rareRows(rows: number, seed: number) {
  const random = randomFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const isRare = Array.from({ length: rows }, () => random() < 0.05);
  return {
    features: { x: Float64Array.from(isRare, (rare) => normal() + (rare ? 2 : 0)) },
    labels: isRare.map((rare) => (rare ? 'rare' : 'common')),
  };
}

test('a rare class has the recall that its weight asks for, whatever the batch size', async () => {
  const train = rareRows(2000, 1);
  const test = rareRows(4000, 2);
  const recalls: number[] = [];
  for (const [batchSize, epochs, learningRate] of [
    [2000, 400, 0.05],
    [32, 12, 0.01],
    [1, 2, 0.002],
  ] as const) {
    const params = { layers: [], batchSize, epochs, learningRate, classWeight: 'balanced' as const };
    const model = await trainNetworkClassifier({ ...train, classes, params, seed: 1, backend: 'cpu' });
    const { rare } = await predictNetworkProba(model, test.features);
    const found = test.labels.filter((label, row) => label === 'rare' && rare![row]! > 0.5).length;
    recalls.push(found / test.labels.filter((label) => label === 'rare').length);
  }
  assert.ok(Math.min(...recalls) > 0.75 && Math.max(...recalls) - Math.min(...recalls) < 0.1, `${recalls}`);
});

test('a row of weight 2 counts as the row twice, and one of weight 0 not at all', async () => {
  const { features, labels, classes: both } = labelledRows(60, { seed: 3 });
  const rowsOf = Array.from(labels.keys()).flatMap((row) => new Array<number>(row % 3).fill(row));
  const params = { layers: [{ units: 4 }], batchSize: 1000, epochs: 20 };
  const weighted = await trainNetworkClassifier({
    features,
    labels,
    classes: both,
    sampleWeight: Float64Array.from(labels, (_, row) => row % 3),
    params,
    seed: 1,
  });
  const repeated = await trainNetworkClassifier({
    features: {
      x: Float64Array.from(rowsOf, (row) => features.x[row]!),
      y: Float64Array.from(rowsOf, (row) => features.y[row]!),
    },
    labels: rowsOf.map((row) => labels[row]!),
    classes: both,
    params,
    seed: 1,
  });
  weighted.layers.forEach(({ kernel }, i) => {
    kernel.forEach((weight, at) => {
      assert.ok(Math.abs(weight - repeated.layers[i]!.kernel[at]!) < 1e-4);
    });
  });
});

test('sample weights that cannot be used are refused', async () => {
  const data = labelledRows(10, { seed: 1 });
  const refusal = (sampleWeight: Float64Array): Promise<string> =>
    trainNetworkClassifier({ ...data, sampleWeight, params: { layers: [] }, seed: 1 }).then(
      () => 'it trained',
      (error: Error) => error.message,
    );
  assert.is(await refusal(new Float64Array(9)), 'there are 9 sample weights for 10 rows');
  assert.is(await refusal(new Float64Array(10)), 'all sample weights are 0');
  assert.is(
    await refusal(new Float64Array(10).fill(-1)),
    'the sample weight of row 0 is -1; a number ≥ 0 is needed',
  );
});

test('targets of any size are learned, since the model scales them itself', async () => {
  const { features } = labelledRows(300, { seed: 1 });
  const shape = (i: number) => Math.abs(features.x[i]!) + 0.5 * features.y[i]!;
  for (const [offset, factor] of [
    [0, 1e-6],
    [1e6, 50],
  ] as const) {
    const targets = Float64Array.from(features.x, (_, i) => offset + factor * shape(i));
    const params = { layers: [{ units: 16 }], learningRate: 0.02, epochs: 40 };
    const model = await trainNetworkRegressor({ features, targets, params, seed: 1 });
    const values = await predictNetworkValues(model, features);
    const worst = Math.max(...values.map((value, i) => Math.abs(value - targets[i]!) / factor));
    assert.ok(worst < 0.3, `${worst} at ${offset}`);
  }
});

test('features of unlike sizes, and ones far from 0, are told with what to do', async () => {
  const data = labelledRows(200, { seed: 1 });
  const warnings = async (features: Record<string, Float64Array>): Promise<string[]> => {
    const told: string[] = [];
    const params = { layers: [], epochs: 1 };
    await trainNetworkClassifier({
      ...data,
      features,
      params,
      seed: 1,
      onWarning: (text) => told.push(text),
    });
    return told;
  };
  const { x, y } = data.features;
  assert.equal(await warnings({ x, y, constant: new Float64Array(200).fill(1e7) }), []);
  assert.equal(await warnings({ price: x.map((v) => 1e5 * v), return: y.map((v) => 1e-3 * v) }), [
    'feature "price" is about 57000 in size, "return" 0.0006; scale them first: fitScaler on the training rows, applyScaler on all',
  ]);
  assert.equal(await warnings({ x, year: y.map((v) => 200 + v) }), [
    'feature "year" lies 334 of its deviations from 0; scale them first: fitScaler on the training rows, applyScaler on all',
  ]);
});

test.run();
