import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
// Registers the gradients of TensorFlow.js's operations.
import '@tensorflow/tfjs-layers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { denseGradient } from '../../../src/learn/network/dense-gradient.ts';
import { initialParameters } from '../../../src/learn/network/initial-parameters.ts';
import { type NetworkBackend, openNetworkBackend } from '../../../src/learn/network/network-backend.ts';
import type { DenseShape } from '../../../src/learn/network/network-model.ts';
import { ACTIVATIONS, type Activation } from '../../../src/learn/network/network-params.ts';
import { layOutParameters } from '../../../src/learn/network/parameter-layout.ts';
import { softmaxCrossEntropy } from '../../../src/learn/network/softmax-cross-entropy.ts';

const rows = 6;
const random = randomFrom(11);
const input = Float32Array.from({ length: rows * 3 }, () => 2 * random() - 1);
const targets = Int32Array.of(0, 1, 2, 2, 1, 0);
const weights = Float64Array.of(1, 0.5, 3);
const rowWeights = Float64Array.from(targets, (target) => weights[target] as number);

function shapesWith(activation: Activation): DenseShape[] {
  return [
    { inputs: 3, units: 5, activation, dropout: 0.5, l2: 0 },
    { inputs: 5, units: 4, activation, dropout: 0, l2: 0 },
    { inputs: 4, units: 3, activation: 'softmax', dropout: 0, l2: 0 },
  ];
}

/** The gradient by the backward pass, and by TensorFlow.js's own tape over the same forward pass. */
async function bothGradients(
  activation: Activation,
  backend: NetworkBackend,
): Promise<{ ours: Float32Array; theirs: Float32Array }> {
  const { tf, compute } = await openNetworkBackend(backend);
  const layout = layOutParameters(shapesWith(activation));
  const parameters = initialParameters(layout, 3).map((value) => value + 0.1 * (random() - 0.5));
  const mask = Float32Array.from({ length: rows * 5 }, (_, i) => (i % 3 === 0 ? 0 : 2));
  const ours = new Float32Array(parameters.length);
  const objective = softmaxCrossEntropy(targets, { weights: rowWeights, classes: 3 });
  const theirs = new Float32Array(parameters.length);
  compute(() => {
    const outputGradient = (outputs: Float32Array): Float32Array => {
      const gradient = new Float32Array(outputs.length);
      objective.score({ outputs, rows: Int32Array.of(0, 1, 2, 3, 4, 5), gradient });
      return gradient;
    };
    denseGradient(tf, {
      layout,
      parameters,
      gradient: ours,
      batch: { rows, input, masks: [mask, null, null], outputGradient },
    });
  });
  compute(() => {
    const slices = layout.flatMap(({ inputs, units, kernelStart, biasStart, end }) => [
      tf.tensor(parameters.slice(kernelStart, biasStart), [inputs, units]),
      tf.tensor(parameters.slice(biasStart, end), [units]),
    ]);
    const activate: Record<Activation, (x: Tensor) => Tensor> = {
      linear: (x) => x,
      relu: tf.relu,
      tanh: tf.tanh,
      sigmoid: tf.sigmoid,
      elu: tf.elu,
    };
    const loss = (...tensors: Tensor[]): Tensor => {
      let y: Tensor = tf.tensor2d(input, [rows, 3]);
      layout.forEach((layer, i) => {
        y = tf.add(tf.matMul(y, tensors[2 * i] as Tensor2D), tensors[2 * i + 1] as Tensor);
        if (layer.activation !== 'softmax') y = activate[layer.activation](y);
        if (i === 0) y = tf.mul(y, tf.tensor2d(mask, [rows, 5]));
      });
      const picked = tf.sum(tf.mul(tf.logSoftmax(y), tf.oneHot(tf.tensor1d(targets, 'int32'), 3)), 1);
      const weighted = tf.mul(picked, tf.tensor1d(Array.from(rowWeights)));
      return tf.div(tf.neg(tf.sum(weighted)), tf.sum(tf.tensor1d(Array.from(rowWeights))));
    };
    tf.grads(loss)(slices).forEach((gradient, i) => {
      const layer = layout[i >> 1] as (typeof layout)[number];
      theirs.set(gradient.dataSync(), i % 2 === 0 ? layer.kernelStart : layer.biasStart);
    });
  });
  return { ours, theirs };
}

for (const activation of ACTIVATIONS) {
  for (const backend of ['wasm', 'cpu'] as const) {
    test(`with ${activation} on ${backend}, the gradient is that of TensorFlow.js's tape`, async () => {
      const { ours, theirs } = await bothGradients(activation, backend);
      assert.ok(theirs.some((value) => Math.abs(value) > 0.01));
      ours.forEach((value, i) => {
        assert.ok(Math.abs(value - (theirs[i] as number)) < 1e-6, `${i}: ${value} and ${theirs[i]}`);
      });
    });
  }
}

test('the cross entropy has the slope that its gradient says, by finite differences', () => {
  const objective = softmaxCrossEntropy(targets, { weights: rowWeights, classes: 3 });
  const every = Int32Array.of(0, 1, 2, 3, 4, 5);
  const outputs = Float32Array.from({ length: rows * 3 }, () => 4 * random() - 2);
  const gradient = new Float32Array(outputs.length);
  objective.score({ outputs, rows: every, gradient });
  const step = 2 ** -7;
  const lossAt = (i: number, by: number): number => {
    const moved = outputs.slice();
    moved[i] = (moved[i] as number) + by;
    const { loss, weight } = objective.score({ outputs: moved, rows: every, gradient: null });
    return loss / weight;
  };
  gradient.forEach((slope, i) => {
    const measured = (lossAt(i, step) - lossAt(i, -step)) / (2 * step);
    assert.ok(Math.abs(slope - measured) < 1e-5, `${i}: ${slope} and ${measured}`);
  });
});

test.run();
