import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { normalQuantile } from '../../../src/learn/metrics/normal-quantile.ts';
import { studentQuantile } from '../../../src/learn/metrics/student-quantile.ts';
import { blockCorrection } from '../../../src/learn/uncertainty/block-correction.ts';
import { meanInterval } from '../../../src/learn/uncertainty/mean-interval.ts';
import { sklearnFixture } from '../../support/sklearn-fixture.ts';

/** Sums of `reach` consecutive draws: what labels that overlap for `reach` dates have in common. */
function overlapping(dates: number, reach: number): Float64Array {
  const random = randomFrom(dates, reach);
  const draws = Array.from({ length: dates + reach }, () => random() - 0.5);
  return Float64Array.from({ length: dates }, (_, date) =>
    draws.slice(date, date + reach).reduce((sum, draw) => sum + draw, 0),
  );
}

test('of a long series that overlaps as far as its blocks, a third of the variance was lost', () => {
  // Covariances fall as 1 − k / reach: Σ (1 − k/7)² against Σ (1 − k/7) over −6 … 6 is 5.0 against 7.
  const expected = 7 / [...Array(13).keys()].reduce((sum, i) => sum + (1 - Math.abs(i - 6) / 7) ** 2, 0);
  const { varianceRatio } = blockCorrection(overlapping(100_000, 7), { blockLength: 7 });
  assert.ok(Math.abs(varianceRatio - expected) < 0.05, `${varianceRatio} for ${expected}`);
});

test('of a long series without overlap, blocks of one lose nothing', () => {
  const { varianceRatio, degreesOfFreedom } = blockCorrection(overlapping(100_000, 1), { blockLength: 1 });
  assert.ok(varianceRatio >= 1 && varianceRatio < 1.02, `${varianceRatio}`);
  assert.is(degreesOfFreedom, 74_999);
});

test('of a short series it is the ratio of the two variances by hand', () => {
  // 1 0 0 1 0 1 1 1 less its mean 5/8; times 64 its covariances at lags 0 … 3 are 120, −17, −2 and 13, over 8.
  const [c0, c1, c2, c3] = [120, -17, -2, 13].map((value) => value / 64 / 8);
  const influence = Float64Array.of(1, 0, 0, 1, 0, 1, 1, 1);
  const found = c0! + 2 * 0.5 * c1!;
  const flat = c0! + 2 * (c1! + c2! + 0.5 * c3!);
  const expected = Math.max(found / (1 - 2 / 8), flat / (1 / 3)) / found;
  const { varianceRatio } = blockCorrection(influence, { blockLength: 2 });
  assert.ok(Math.abs(varianceRatio - expected) < 1e-12, `${varianceRatio} for ${expected}`);
});

test('a bootstrap of blocks takes the correction that the influence of its dates asks for', () => {
  const values = overlapping(400, 5);
  const blocks = values.map((_, date) => date);
  const { widening, method } = meanInterval(values, { seed: 1, blocks, blockLength: 5 });
  const { varianceRatio, degreesOfFreedom } = blockCorrection(values, { blockLength: 5 });
  const expected =
    (Math.sqrt(varianceRatio) * studentQuantile(0.975, { degreesOfFreedom })) / normalQuantile(0.975);
  assert.is(method, 'block-bootstrap');
  assert.ok(Math.abs(widening - expected) < 1e-9);
});

test('the standard error of the mean of overlapping sums is that of theory', () => {
  // The mean of sums of 5 draws has 5 times the standard error of the mean of the draws, which are uniform.
  const values = overlapping(2000, 5);
  const blocks = values.map((_, date) => date);
  const { standardError } = meanInterval(values, { seed: 1, blocks, blockLength: 5, resamples: 4000 });
  const theory = 5 * Math.sqrt(1 / 12 / 2000);
  assert.ok(Math.abs(standardError / theory - 1) < 0.1, `${standardError} for ${theory}`);
});

test('no correction ever narrows an interval, and few blocks have few degrees of freedom', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 4, maxLength: 60 }), (values) => {
      for (let blockLength = 1; blockLength * 2 <= values.length; blockLength++) {
        const correction = blockCorrection(Float64Array.from(values), { blockLength });
        assert.ok(correction.varianceRatio >= 1 && Number.isFinite(correction.varianceRatio));
        assert.ok(correction.degreesOfFreedom >= 2 && correction.degreesOfFreedom <= values.length);
      }
    }),
  );
});

test("Student's quantiles are SciPy's, as near as they say", () => {
  const { inputs, answers } = sklearnFixture('student-quantile');
  const quantiles = answers.quantiles as number[];
  let i = 0;
  for (const degreesOfFreedom of inputs.degrees as number[]) {
    for (const probability of inputs.probabilities as number[]) {
      const error = Math.abs(studentQuantile(probability, { degreesOfFreedom }) / quantiles[i++]! - 1);
      const most = probability > 0.99 ? [0.05, 0.001] : [0.01, 0.0002];
      assert.ok(
        error < (degreesOfFreedom < 5 ? most[0]! : most[1]!),
        `${probability} at ${degreesOfFreedom}: ${error}`,
      );
    }
  }
  assert.throws(() => studentQuantile(0.975, { degreesOfFreedom: 1 }), /1 degrees of freedom; at least 2/);
});

test.run();
