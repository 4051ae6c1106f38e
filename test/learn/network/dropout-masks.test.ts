import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dropoutMasks } from '../../../src/learn/network/dropout-masks.ts';

const layer = { inputs: 1, units: 500, activation: 'relu' as const, l2: 0 };
const shapes = [
  { ...layer, dropout: 0.2 },
  { ...layer, dropout: 0 },
  { ...layer, dropout: 0.2 },
];

function drawn(seed: number): (Float32Array | null)[] {
  const draw = dropoutMasks(shapes, { seed, batchSize: 64 });
  return draw(40).map((mask) => mask?.slice() ?? null);
}

test('a mask drops the share asked for, and scales what it keeps so that the mean stays', () => {
  const [mask, none] = drawn(1);
  assert.is(none, null);
  assert.is(mask?.length, 40 * 500);
  assert.equal([...new Set(mask)].sort(), [0, 1.25]);
  const mean = (mask as Float32Array).reduce((sum, value) => sum + value, 0) / (40 * 500);
  // Five standard errors of the mean of 20,000 values.
  assert.ok(Math.abs(mean - 1) < (5 * 0.5) / Math.sqrt(40 * 500), `${mean}`);
});

test('masks differ by layer, by batch and by seed, and by nothing else', () => {
  assert.equal(drawn(1), drawn(1));
  assert.not.equal(drawn(1), drawn(2));
  assert.not.equal(drawn(1)[0], drawn(1)[2]);
  const draw = dropoutMasks(shapes, { seed: 1, batchSize: 64 });
  assert.not.equal(draw(40)[0]?.slice(), draw(40)[0]?.slice());
});

test.run();
