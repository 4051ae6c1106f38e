import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BinnedColumn, histogramDistance } from '../../../src/experiment/compare/histogram-distance.ts';

const binned = (min: number, max: number, histogram: readonly number[]): BinnedColumn => ({
  min,
  max,
  histogram,
});
const column = fc
  .tuple(
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: 1, max: 1000 }),
    fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 }),
  )
  .filter(([, , counts]) => counts.some((count) => count > 0))
  .map(([min, width, counts]) => binned(min, min + width, counts));

test('is 0 for alike, 1 for apart, and a half where half of the mass moved', () => {
  assert.is(histogramDistance(binned(0, 4, [1, 1, 1, 1]), binned(0, 4, [5, 5, 5, 5])), 0);
  assert.is(histogramDistance(binned(0, 1, [3]), binned(2, 3, [3])), 1);
  assert.is(histogramDistance(binned(0, 2, [1, 1]), binned(0, 2, [2, 0])), 0.5);
  assert.is(histogramDistance(binned(0, 2, [1, 1]), binned(1, 3, [1, 1])), 0.5);
});

test('bins that do not line up are laid over each other', () => {
  assert.ok((histogramDistance(binned(0, 4, [1, 1]), binned(0, 4, [1, 1, 1, 1])) ?? 1) < 1e-12);
});

test('instants are compared, and what has no histogram or one value is not', () => {
  const days = (min: string, max: string): BinnedColumn => ({ min, max, histogram: [1, 1] });
  assert.is(histogramDistance(days('2020-01-01', '2020-01-03'), days('2020-01-02', '2020-01-04')), 0.5);
  assert.is(histogramDistance(binned(0, 0, [4]), binned(0, 1, [4])), null);
  assert.is(histogramDistance({ min: 'a', max: 'b', histogram: null }, binned(0, 1, [1])), null);
  assert.is(histogramDistance(binned(0, 1, [0, 0]), binned(0, 1, [1, 1])), null);
});

test('is symmetric, within 0 and 1, and 0 from itself', () => {
  fc.assert(
    fc.property(column, column, (a, b) => {
      const there = histogramDistance(a, b) ?? Number.NaN;
      assert.ok(there >= 0 && there <= 1, String(there));
      assert.ok(Math.abs(there - (histogramDistance(b, a) ?? Number.NaN)) < 1e-9);
      assert.is(histogramDistance(a, a), 0);
    }),
  );
});

test.run();
