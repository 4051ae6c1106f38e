import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { initialParameters } from '../../../src/learn/network/initial-parameters.ts';
import { layOutParameters } from '../../../src/learn/network/parameter-layout.ts';

const layer = { inputs: 60, units: 60, activation: 'relu' as const, dropout: 0, l2: 0 };
const layout = layOutParameters([layer, layer, { ...layer, units: 2 }]);
const kernel = (seed: number, i: number): Float32Array =>
  initialParameters(layout, seed).slice(layout[i]?.kernelStart, layout[i]?.biasStart);

test('kernels are uniform within the limit of Glorot and Bengio, and biases 0', () => {
  const values = kernel(1, 0);
  const limit = Math.sqrt(6 / 120);
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  assert.ok(values.every((value) => Math.abs(value) <= limit));
  assert.ok(Math.max(...values) > 0.99 * limit && Math.min(...values) < -0.99 * limit);
  assert.ok(Math.abs(variance / (limit ** 2 / 3) - 1) < 0.08, `${variance}`);
  for (const { biasStart, end } of layout) {
    assert.ok(
      initialParameters(layout, 1)
        .subarray(biasStart, end)
        .every((value) => value === 0),
    );
  }
});

test('they differ by layer and by seed, 0 among them, and by nothing else', () => {
  assert.equal(kernel(0, 0), kernel(0, 0));
  assert.not.equal(kernel(0, 0), kernel(1, 0));
  assert.not.equal(kernel(1, 0), kernel(1, 1));
});

test.run();
