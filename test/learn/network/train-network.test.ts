import type { Scalar } from '@tensorflow/tfjs-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openNetworkBackend } from '../../../src/learn/network/network-backend.ts';
import { networkLayersModel } from '../../../src/learn/network/network-layers-model.ts';
import { trainNetworkClassifier } from '../../../src/learn/network/train-network-classifier.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const data = labelledRows(150, { seed: 13 });
const layers = [
  { units: 9, activation: 'tanh' as const, l2: 0.02 },
  { units: 6, activation: 'elu' as const },
];
// One batch an epoch: only then does the order of rows not matter.
const params = { layers, learningRate: 0.01, batchSize: 150, classWeight: { in: 2, out: 0.5 } };

test("from the same weights, TensorFlow.js's own Adam over its own tape comes to the same place", async () => {
  const first = await trainNetworkClassifier({ ...data, params: { ...params, epochs: 1 }, seed: 5 });
  const later = await trainNetworkClassifier({ ...data, params: { ...params, epochs: 8 }, seed: 5 });
  const { tf } = await openNetworkBackend('wasm');
  await tf.setBackend('wasm');
  const x = tf.stack([tf.tensor1d([...data.features.x]), tf.tensor1d([...data.features.y])], 1);
  const targets = tf.oneHot(
    tf.tensor1d(
      data.labels.map((label) => data.classes.indexOf(label)),
      'int32',
    ),
    2,
  );
  const weights = tf.tensor1d(data.labels.map((label) => (label === 'in' ? 2 : 0.5)));
  // A step of next to 0 leaves the initial weights as they are.
  const start = await trainNetworkClassifier({
    ...data,
    params: { ...params, learningRate: 1e-30, epochs: 1 },
    seed: 5,
  });
  const model = await networkLayersModel(start);
  const adam = tf.train.adam(params.learningRate, 0.9, 0.999, 1e-7);
  for (let epoch = 1; epoch <= 8; epoch++) {
    adam.minimize(() => {
      const probabilities = model.apply(x, { training: true }) as typeof x;
      const losses = tf.neg(tf.sum(tf.mul(targets, tf.log(probabilities)), 1));
      const mean = tf.div(tf.sum(tf.mul(losses, weights)), tf.sum(weights));
      const kernel = model.trainableWeights[0]?.read() as typeof x;
      return tf.add(mean, tf.mul(0.02, tf.sum(tf.square(kernel)))) as Scalar;
    });
    if (epoch === 1 || epoch === 8) {
      const ours = epoch === 1 ? first : later;
      const theirs = model.getWeights().map((tensor) => tensor.dataSync());
      ours.layers
        .flatMap(({ kernel, bias }) => [kernel, bias])
        .forEach((values, i) => {
          values.forEach((value, j) => {
            const other = theirs[i]?.[j] as number;
            assert.ok(Math.abs(value - other) < 2e-5, `epoch ${epoch}, ${i}, ${j}: ${value} and ${other}`);
          });
        });
    }
  }
  assert.ok(
    later.layers[0]?.kernel.some(
      (value, i) => Math.abs(value - (start.layers[0]?.kernel[i] as number)) > 0.03,
    ),
  );
});

test.run();
