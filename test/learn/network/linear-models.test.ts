import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { trainLinearRegression, trainLogisticRegression } from '../../../src/learn/network/linear-models.ts';
import { predictNetworkProba } from '../../../src/learn/network/predict-network-proba.ts';
import { predictNetworkValues } from '../../../src/learn/network/predict-network-values.ts';

const random = randomFrom(6);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const rows = 400;
const x = Float64Array.from({ length: rows }, normal);
const y = Float64Array.from({ length: rows }, normal);
const features = { x, y };
const near = (a: number, b: number, by: number) => assert.ok(Math.abs(a - b) < by, `${a} and ${b}`);

test('linear regression gives the least squares back, whatever the size of the target', async () => {
  const targets = x.map((v, i) => 1000 + 300 * v - 50 * y[i]!);
  const model = await trainLinearRegression({ features, targets, seed: 1 });
  const at = await predictNetworkValues(model, { x: Float64Array.of(0, 1, 0), y: Float64Array.of(0, 0, 1) });
  near(at[0]!, 1000, 0.5);
  near(at[1]! - at[0]!, 300, 0.5);
  near(at[2]! - at[0]!, -50, 0.5);
});

test('with λ weights are those of ridge regression', async () => {
  // One centred feature of mean square s and a target of deviation 1: w = cov / (s + λ).
  const mean = x.reduce((sum, v) => sum + v, 0) / rows;
  const centred = x.map((v) => v - mean);
  const square = centred.reduce((sum, v) => sum + v * v, 0) / rows;
  const model = await trainLinearRegression({
    features: { centred },
    targets: centred.map((v) => 5 * v),
    params: { l2: 0.5 },
    seed: 1,
  });
  near(model.layers[0]!.kernel[0]!, Math.sqrt(square) / (square + 0.5), 1e-3);
});

test('logistic regression finds the log-odds that rows were drawn by', async () => {
  const labels = Array.from(x, (v, i) =>
    random() < 1 / (1 + Math.exp(-(0.5 + 2 * v - y[i]!))) ? 'yes' : 'no',
  );
  const model = await trainLogisticRegression({ features, labels, classes: ['no', 'yes'], seed: 1 });
  const { kernel, bias } = model.layers[0]!;
  near(kernel[1]! - kernel[0]!, 2, 0.5);
  near(kernel[3]! - kernel[2]!, -1, 0.4);
  near(bias[1]! - bias[0]!, 0.5, 0.4);
  const { yes } = await predictNetworkProba(model, features);
  // At the maximum likelihood the mean probability is the share of the class.
  const share = labels.filter((label) => label === 'yes').length / rows;
  near(yes!.reduce((sum, p) => sum + p, 0) / rows, share, 1e-3);
});

test.run();
