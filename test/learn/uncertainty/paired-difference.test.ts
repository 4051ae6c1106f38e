import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { accuracy } from '../../../src/learn/metrics/accuracy.ts';
import { pairedDifference, pairedMeanDifference } from '../../../src/learn/uncertainty/paired-difference.ts';

const classes = ['no', 'yes'];

/** Two predictions that agree but for a share of rows, on which each is right half of the time. */
function pair(seed: number, { rows, differs }: { readonly rows: number; readonly differs: number }) {
  const random = randomFrom(seed);
  const actual = Array.from({ length: rows }, () => (random() < 0.5 ? 'yes' : 'no'));
  const baseline = actual.map((label) => (random() < 0.7 ? label : label === 'yes' ? 'no' : 'yes'));
  const candidate = baseline.map((label) => (random() < differs ? (random() < 0.5 ? 'yes' : 'no') : label));
  return { actual, classes, baseline, candidate };
}

test('the difference is that of the two metrics, and the flips explain it', () => {
  const labels = pair(1, { rows: 500, differs: 0.2 });
  const difference = pairedDifference(labels, { metric: accuracy, seed: 1 });
  const expected =
    accuracy({ ...labels, predicted: labels.candidate }) -
    accuracy({ ...labels, predicted: labels.baseline });
  assert.is(difference.estimate, expected);
  assert.ok(Math.abs((difference.wrongToRight - difference.rightToWrong) / 500 - expected) < 1e-12);
});

test('the same predictions differ by exactly nothing', () => {
  const labels = pair(1, { rows: 100, differs: 0 });
  const { estimate, low, high, wrongToRight, rightToWrong, shareBelowZero } = pairedDifference(labels, {
    metric: accuracy,
    seed: 1,
  });
  assert.equal([estimate, low, high, wrongToRight, rightToWrong, shareBelowZero], [0, 0, 0, 0, 0, 0.5]);
});

test('swapping candidate and baseline turns the interval around', () => {
  const labels = pair(2, { rows: 300, differs: 0.3 });
  const one = pairedDifference(labels, { metric: accuracy, seed: 5 });
  const other = pairedDifference(
    { ...labels, candidate: labels.baseline, baseline: labels.candidate },
    { metric: accuracy, seed: 5 },
  );
  assert.is(one.estimate, -other.estimate);
  assert.ok(Math.abs(one.low + other.high) < 1e-12 && Math.abs(one.high + other.low) < 1e-12);
});

test('the interval holds the true difference about 95 times in 100', () => {
  const truth = -0.04; // 0.2 of the rows drop from 0.7 right to 0.5.
  let covered = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const labels = pair(seed, { rows: 300, differs: 0.2 });
    const { low, high } = pairedDifference(labels, { metric: accuracy, seed, resamples: 300 });
    if (low <= truth && truth <= high) covered++;
  }
  assert.ok(covered / 200 > 0.915 && covered / 200 < 0.985, `${covered} of 200`);
});

test('with overlapping labels, blocks by date find no difference where there is none, 95 times in 100', () => {
  const [days, symbols, horizon] = [120, 4, 5];
  let blocked = 0;
  let naive = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomFrom(seed, 3);
    const draw = () => Array.from({ length: days + horizon }, () => random() - 0.5);
    const signs = (of: readonly number[]) =>
      Array.from({ length: days * symbols }, (_, row) => {
        const day = row % days;
        return of.slice(day, day + horizon).reduce((sum, shock) => sum + shock, 0) > 0 ? 'yes' : 'no';
      });
    const labels = { actual: signs(draw()), candidate: signs(draw()), baseline: signs(draw()), classes };
    const blocks = labels.actual.map((_, row) => row % days);
    const options = { metric: accuracy, seed, resamples: 200 };
    const one = pairedDifference(labels, { ...options, blocks, blockLength: horizon });
    const other = pairedDifference(labels, options);
    if (one.low <= 0 && 0 <= one.high) blocked++;
    if (other.low <= 0 && 0 <= other.high) naive++;
  }
  assert.ok(naive / 200 < 0.6, `taken as independent, ${naive} of 200`);
  assert.ok(blocked / 200 > 0.91, `by blocks, ${blocked} of 200`);
});

test('the paired interval is narrower than the difference of independent ones would be', () => {
  const labels = pair(3, { rows: 1000, differs: 0.1 });
  const { standardError } = pairedDifference(labels, { metric: accuracy, seed: 1 });
  assert.ok(standardError < 0.6 * Math.sqrt((2 * 0.7 * 0.3) / 1000));
});

test('mean differences of losses are paired row by row', () => {
  const baseline = Float64Array.from({ length: 200 }, (_, row) => row);
  const candidate = baseline.map((loss) => loss - 1);
  const { estimate, low, high, shareBelowZero } = pairedMeanDifference({ candidate, baseline }, { seed: 1 });
  assert.equal([estimate, low, high, shareBelowZero], [-1, -1, -1, 1]);
});

test('predictions of unequal length are an error that names them', () => {
  const labels = pair(1, { rows: 10, differs: 0 });
  assert.throws(
    () => pairedDifference({ ...labels, candidate: ['yes'] }, { metric: accuracy, seed: 1 }),
    /candidate has 1 rows, baseline has 10/,
  );
});

test.run();
