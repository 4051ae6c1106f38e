import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { populationStabilityIndex } from '../../../src/learn/metrics/population-stability-index.ts';

test('the index of two values is what it is by hand, half a row added to each', () => {
  const before = ['a', 'a', 'a', 'b'];
  const after = ['a', 'b', 'b', 'b'];
  const [p, q] = [3.5 / 5, 1.5 / 5];
  const { psi, bins } = populationStabilityIndex({ before, after });
  assert.ok(Math.abs(psi - 2 * (p - q) * Math.log(p / q)) < 1e-12);
  assert.is(bins, 2);
});

test('the same rows have moved by nothing', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => i % 7);
  assert.is(populationStabilityIndex({ before: values, after: values }).psi, 0);
});

test('where nothing moved, the index is above its noise about 5 times in 100', () => {
  let above = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomFrom(seed, 2);
    const draw = (rows: number) => Float64Array.from({ length: rows }, random);
    const { psi, noise } = populationStabilityIndex({ before: draw(1000), after: draw(400) });
    if (psi > noise) above++;
  }
  assert.ok(above > 6 && above < 36, `${above} of 400`);
});

test('missing values are a bin of their own, so that their coming is drift', () => {
  const before = Float64Array.from({ length: 200 }, (_, i) => i);
  const after = before.map((value) => (value % 2 === 0 ? Number.NaN : value));
  const { psi, missingBefore, missingAfter } = populationStabilityIndex({ before, after });
  assert.ok(psi > 0.25);
  assert.equal([missingBefore, missingAfter], [0, 100]);
  assert.is(populationStabilityIndex({ before, after }).bins, 11);
  const text = ['a', null, 'b', null];
  assert.equal(populationStabilityIndex({ before: text, after: ['a', 'b'] }).missingBefore, 2);
});

test('no rows, and text against numbers, are errors', () => {
  const one = Float64Array.of(1);
  assert.throws(
    () => populationStabilityIndex({ before: one, after: new Float64Array(0) }),
    /rows on both sides/,
  );
  assert.throws(() => populationStabilityIndex({ before: one, after: ['a'] }), /text, the other numbers/);
});

test.run();
