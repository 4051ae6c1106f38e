import type { Tensor } from '@tensorflow/tfjs-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openNetworkBackend } from '../../../src/learn/network/network-backend.ts';
import { networkLayersModel } from '../../../src/learn/network/network-layers-model.ts';
import { ACTIVATIONS } from '../../../src/learn/network/network-params.ts';
import { predictNetworkProba } from '../../../src/learn/network/predict-network-proba.ts';
import { trainNetworkClassifier } from '../../../src/learn/network/train-network-classifier.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const data = labelledRows(64, { seed: 21 });

test('the layers of TensorFlow.js, given the weights, predict what the model predicts', async () => {
  for (const activation of ACTIVATIONS) {
    const model = await trainNetworkClassifier({
      ...data,
      params: {
        layers: [
          { units: 7, activation, dropout: 0.3, l2: 0.01 },
          { units: 5, activation },
        ],
        epochs: 2,
      },
      seed: 3,
    });
    const ours = await predictNetworkProba(model, data.features);
    const { tf } = await openNetworkBackend('wasm');
    await tf.setBackend('wasm');
    const before = tf.memory().numTensors;
    const layers = await networkLayersModel(model);
    const theirs = tf.tidy(() => {
      const x = tf.stack([tf.tensor1d([...data.features.x]), tf.tensor1d([...data.features.y])], 1);
      return (layers.predict(x) as Tensor).dataSync();
    });
    assert.equal(
      layers.layers.map(({ name }) => name),
      ['dense_0', 'dropout_0', 'dense_1', 'dense_2'],
    );
    layers.dispose();
    assert.is(tf.memory().numTensors, before);
    theirs.forEach((value, i) => {
      const probability = ours[data.classes[i % 2] as string]?.[i >> 1] as number;
      assert.ok(Math.abs(value - probability) < 1e-6, `${activation}, ${i}: ${value} and ${probability}`);
    });
  }
});

test.run();
