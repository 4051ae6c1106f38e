import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { applyEncoder } from '../../../src/learn/encode/apply-encoder.ts';
import { fitEncoder } from '../../../src/learn/encode/fit-encoder.ts';
import { applyTargetEncoder, fitTargetEncoder } from '../../../src/learn/encode/fit-target-encoder.ts';
import { readEncoder, readTargetEncoder } from '../../../src/learn/encode/read-encoder.ts';

const size = ['low', 'high', null, 'middle', 'low', 'huge'];
const rows = [0, 1, 2, 3];

test('one-hot columns are of the training rows alone: what is unknown or missing is 0 in all of them', () => {
  const state = fitEncoder({ columns: { size }, rows, kind: 'one-hot' });
  assert.equal(applyEncoder(readEncoder(JSON.parse(JSON.stringify(state))), { size }), {
    'size=high': Float64Array.of(0, 1, 0, 0, 0, 0),
    'size=low': Float64Array.of(1, 0, 0, 0, 1, 0),
    'size=middle': Float64Array.of(0, 0, 0, 1, 0, 0),
  });
});

test('ordinal columns have the order that was given; what is unknown or missing is NaN', () => {
  const order = { size: ['low', 'middle', 'high'] };
  const state = fitEncoder({ columns: { size }, rows, kind: 'ordinal', order });
  assert.equal(Array.from(applyEncoder(state, { size }).size!, String), ['0', '2', 'NaN', '1', '0', 'NaN']);
});

test('what cannot be encoded is refused by name', () => {
  const fit = (change: object) => fitEncoder({ columns: { size }, rows, kind: 'one-hot', ...change });
  assert.throws(() => fit({ rows: [] }), /no training rows/);
  assert.throws(() => fit({ rows: [2] }), /"size" has no category in the training rows/);
  assert.throws(
    () => fit({ columns: { size: Float64Array.of(1) }, rows: [0] }),
    /holds numbers; text is needed/,
  );
  assert.throws(
    () => fit({ mostCategories: 2 }),
    /"size" has 3 categories, more than 2; is it an identifier\?/,
  );
  assert.throws(() => fit({ order: { size: ['low'] } }), /`order` of "size" leaves out high, middle/);
  assert.throws(() => fit({ order: { weight: [] } }), /`order` names "weight"/);
  assert.throws(
    () => readEncoder({ schema: 'labbook.encoder/1', kind: 'one-hot', columns: [{}] }),
    /not an encoder/,
  );
});

test('a target encoder tells a training row nothing of its own target', () => {
  const random = randomFrom(1);
  const n = 2000;
  // Each category has one training row: a fit on all of them would give each its own target back.
  const column = Array.from({ length: n }, (_, i) => `c${i}`);
  const target = Float64Array.from({ length: n }, random);
  const { values } = fitTargetEncoder({ column, target, rows: [...column.keys()], seed: 1, smoothing: 0 });
  assert.ok(new Set(values).size <= 5, 'a value of its own leaks the target');
});

test('elsewhere it is the smoothed mean of all training rows, and the mean of all for what is unknown', () => {
  const column = ['a', 'a', 'b', 'b', 'b', 'b', 'a', null, 'z'];
  const target = Float64Array.of(1, 1, 0, 0, 0, 0, 99, 99, 99);
  const trained = [0, 1, 2, 3, 4, 5];
  const { state, values } = fitTargetEncoder({
    column,
    target,
    rows: trained,
    seed: 1,
    folds: 2,
    smoothing: 3,
  });
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} and ${b}`);
  close(state.prior, 1 / 3);
  close(values[6]!, (2 + 1) / 5);
  close(values[7]!, 1 / 3);
  close(values[8]!, 1 / 3);
  const again = readTargetEncoder(JSON.parse(JSON.stringify(state)));
  assert.equal(applyTargetEncoder(again, ['a', 'z']), Float64Array.of(values[6]!, values[8]!));
});

test.run();
