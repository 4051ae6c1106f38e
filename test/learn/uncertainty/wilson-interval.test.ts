import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { normalQuantile } from '../../../src/learn/metrics/normal-quantile.ts';
import { wilsonInterval } from '../../../src/learn/uncertainty/wilson-interval.ts';
import { assertAgrees, sklearnFixture } from '../../support/sklearn-fixture.ts';

test("normal quantiles are SciPy's", () => {
  const { inputs, answers } = sklearnFixture('normal-quantile');
  assertAgrees((inputs.probabilities as number[]).map(normalQuantile), answers.quantiles, 'quantiles');
});

test("Wilson intervals are SciPy's", () => {
  const { inputs, answers } = sklearnFixture('wilson');
  const intervals = answers.intervals as [number, number][];
  let i = 0;
  for (const [successes, trials] of inputs.trials as [number, number][]) {
    for (const level of inputs.levels as number[]) {
      const { low, high } = wilsonInterval({ successes, trials }, { level });
      assertAgrees([low, high], intervals[i++], `${successes} of ${trials} at ${level}`);
    }
  }
  assert.is(i, intervals.length);
});

test('a Wilson interval holds its estimate, stays in [0, 1] and is never empty', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (trials, share) => {
        const { estimate, low, high } = wilsonInterval({ successes: trials * share, trials });
        assert.ok(0 <= low && low <= estimate && estimate <= high && high <= 1);
        assert.ok(low < high);
      },
    ),
  );
});

test('a level of 95, successes beyond trials and no trials are errors that say so', () => {
  assert.throws(() => wilsonInterval({ successes: 1, trials: 2 }, { level: 95 }), /level is 95/);
  assert.throws(() => wilsonInterval({ successes: 3, trials: 2 }), /3 successes in 2 trials/);
  assert.throws(() => wilsonInterval({ successes: 0, trials: 0 }), /0 trials/);
});

test.run();
