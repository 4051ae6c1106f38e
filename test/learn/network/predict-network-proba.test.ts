import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { NetworkModel } from '../../../src/learn/network/network-model.ts';
import { predictNetworkProba } from '../../../src/learn/network/predict-network-proba.ts';
import { trainNetworkClassifier } from '../../../src/learn/network/train-network-classifier.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const data = labelledRows(200, { seed: 1 });
const many = labelledRows(9000, { seed: 2 });

async function trained(backend: 'wasm' | 'cpu'): Promise<NetworkModel> {
  const layers = [{ units: 37, activation: 'tanh' as const }, { units: 19 }];
  return trainNetworkClassifier({ ...data, params: { layers, epochs: 2 }, seed: 1, backend });
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'it predicted',
    (error: Error) => error.message,
  );
}

for (const backend of ['wasm', 'cpu'] as const) {
  test(`on ${backend}, a row's probabilities are the same bits whatever rows stand beside it`, async () => {
    const model = await trained(backend);
    const all = (await predictNetworkProba(model, many.features)).in as Float64Array;
    const slices = fc.tuple(fc.nat(8900), fc.integer({ min: 1, max: 100 }));
    await fc.assert(
      fc.asyncProperty(slices, async ([start, length]) => {
        const features = {
          y: many.features.y.subarray(start, start + length),
          x: many.features.x.subarray(start, start + length),
        };
        const part = (await predictNetworkProba(model, features)).in as Float64Array;
        assert.equal([...part], [...all.subarray(start, start + length)]);
      }),
      { numRuns: 60 },
    );
  });
}

test('columns that the model does not use are ignored, and none gives none', async () => {
  const model = await trained('wasm');
  const none = { x: new Float64Array(0), y: new Float64Array(0), z: Float64Array.of(Number.NaN) };
  const proba = await predictNetworkProba(model, none);
  assert.equal(Object.keys(proba), ['in', 'out']);
  assert.is(proba.in?.length, 0);
});

test('a model predicts on another backend to single precision, and a column it lacks is named', async () => {
  const model = await trained('wasm');
  const here = (await predictNetworkProba(model, data.features)).in as Float64Array;
  const there = (await predictNetworkProba(model, data.features, { backend: 'cpu' })).in as Float64Array;
  here.forEach((value, i) => {
    assert.ok(Math.abs(value - (there[i] as number)) < 1e-6);
  });
  assert.match(
    await refusal(predictNetworkProba(model, { x: data.features.x })),
    /no feature "y"; the columns are x/,
  );
  const holed = { ...data.features, y: data.features.y.map(() => Number.NaN) };
  assert.match(
    await refusal(predictNetworkProba(model, holed)),
    /feature "y" holds a missing value \(NaN\) at row 0/,
  );
});

test.run();
