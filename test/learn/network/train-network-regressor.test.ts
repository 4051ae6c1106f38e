import { isDeepStrictEqual } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeNetwork } from '../../../src/learn/network/decode-network.ts';
import { encodeNetwork } from '../../../src/learn/network/encode-network.ts';
import { predictNetworkProba } from '../../../src/learn/network/predict-network-proba.ts';
import { predictNetworkValues } from '../../../src/learn/network/predict-network-values.ts';
import { trainNetworkRegressor } from '../../../src/learn/network/train-network-regressor.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const { features } = labelledRows(300, { seed: 1 });
const targets = Float64Array.from(features.x, (x, i) => Math.abs(x) + 0.5 * (features.y[i] as number));
const training = {
  features,
  targets,
  params: { layers: [{ units: 16 }], learningRate: 0.02, epochs: 40 },
  seed: 1,
};

test('numbers are learned, and the model comes back from its files as it was', async () => {
  const model = await trainNetworkRegressor({ ...training, validation: { features, targets } });
  const values = await predictNetworkValues(model, features);
  const error = values.reduce((sum, value, i) => sum + (value - (targets[i] as number)) ** 2, 0) / 300;
  assert.ok(error < 0.01, `${error}`);
  assert.ok(Math.abs(error - (model.training.curve.valLoss.at(-1) as number)) < 1e-9);
  const { weights, topology } = encodeNetwork(model);
  assert.ok(
    isDeepStrictEqual(decodeNetwork({ weights, topology: JSON.parse(JSON.stringify(topology)) }), model),
  );
});

test("a target that is no number, and a classifier's parameter or verb, are refused", async () => {
  const message = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work();
    } catch (error) {
      return (error as Error).message;
    }
    return 'it went through';
  };
  const holed = targets.slice();
  holed[3] = Number.NaN;
  assert.match(
    await message(() => trainNetworkRegressor({ ...training, targets: holed })),
    /targets: row 3 is NaN/,
  );
  assert.match(
    await message(() => trainNetworkRegressor({ ...training, targets: holed.subarray(1) })),
    /299 targets for 300 rows/,
  );
  const weighted = { ...training.params, classWeight: 'balanced' as const };
  assert.match(
    await message(() => trainNetworkRegressor({ ...training, params: weighted })),
    /classWeight is for classifiers/,
  );
  const model = await trainNetworkRegressor({ ...training, params: { layers: [], epochs: 1 } });
  assert.match(await message(() => predictNetworkProba(model, features)), /use predictNetworkValues/);
});

test.run();
