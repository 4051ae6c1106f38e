import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { accuracy } from '../../../src/learn/metrics/accuracy.ts';
import { rocAuc } from '../../../src/learn/metrics/roc-auc.ts';
import { accuracyInterval } from '../../../src/learn/uncertainty/accuracy-interval.ts';
import { bootstrap } from '../../../src/learn/uncertainty/bootstrap.ts';
import { meanInterval } from '../../../src/learn/uncertainty/mean-interval.ts';
import { metricInterval } from '../../../src/learn/uncertainty/metric-interval.ts';
import { resamplingUnits } from '../../../src/learn/uncertainty/resampling-units.ts';
import { rocAucInterval } from '../../../src/learn/uncertainty/roc-auc-interval.ts';

const classes = ['no', 'yes'];

/** Rows of `actual` yes, predicted yes with the given probability, each on its own. */
function independentRows(seed: number, { rows, share }: { readonly rows: number; readonly share: number }) {
  const random = randomFrom(seed);
  const predicted = Array.from({ length: rows }, () => (random() < share ? 'yes' : 'no'));
  return { actual: predicted.map(() => 'yes'), predicted, classes };
}

/**
 * Days × symbols rows that are right where the sum of the last `horizon` daily shocks (most of each common to
 * all symbols) is above 0: right half of the time, alike within a day and over `horizon` days.
 */
function overlappingRows(
  seed: number,
  { days, symbols, horizon }: { readonly days: number; readonly symbols: number; readonly horizon: number },
) {
  const random = randomFrom(seed, 7);
  const shock = () => random() + random() + random() - 1.5;
  const common = Array.from({ length: days + horizon }, shock);
  const predicted: string[] = [];
  const blocks: number[] = [];
  for (let symbol = 0; symbol < symbols; symbol++) {
    const own = Array.from({ length: days + horizon }, shock);
    for (let day = 0; day < days; day++) {
      let sum = 0;
      for (let i = 0; i < horizon; i++) sum += common[day + i]! + 0.5 * own[day + i]!;
      predicted.push(sum > 0 ? 'yes' : 'no');
      blocks.push(day);
    }
  }
  return { labels: { actual: predicted.map(() => 'yes'), predicted, classes }, blocks };
}

function coverage(simulations: number, covers: (seed: number) => boolean): number {
  let covered = 0;
  for (let seed = 1; seed <= simulations; seed++) if (covers(seed)) covered++;
  return covered / simulations;
}

test('an interval leaves as much below it as above it', () => {
  const labels = independentRows(3, { rows: 4000, share: 0.5 });
  const { estimate, low, high } = metricInterval(labels, { metric: accuracy, seed: 1, resamples: 4000 });
  const ratio = (estimate - low) / (high - estimate);
  assert.ok(ratio > 0.92 && ratio < 1.08, `${ratio}`);
});

test('95 % intervals of independent rows hold the truth about 95 times in 100', () => {
  const plain = coverage(400, (seed) => {
    const labels = independentRows(seed, { rows: 150, share: 0.6 });
    const { low, high } = metricInterval(labels, { metric: accuracy, seed, resamples: 500 });
    return low <= 0.6 && 0.6 <= high;
  });
  const wilson = coverage(400, (seed) => {
    const { low, high } = accuracyInterval(independentRows(seed, { rows: 150, share: 0.6 }), { seed });
    return low <= 0.6 && 0.6 <= high;
  });
  assert.ok(plain > 0.91 && plain < 0.985, `bootstrap covers ${plain}`);
  assert.ok(wilson > 0.92 && wilson < 0.985, `Wilson covers ${wilson}`);
});

test('with overlapping labels, blocks by date hold the truth where rows taken as independent do not', () => {
  const covers = (interval: { low: number; high: number }) => interval.low <= 0.5 && 0.5 <= interval.high;
  // From a test set of a year down to one of six blocks.
  for (const shape of [
    { days: 250, symbols: 4, horizon: 5 },
    { days: 30, symbols: 4, horizon: 5 },
  ]) {
    const blockLength = shape.horizon;
    const naive = coverage(200, (seed) =>
      covers(accuracyInterval(overlappingRows(seed, shape).labels, { seed })),
    );
    const wilson = coverage(200, (seed) => {
      const { labels, blocks } = overlappingRows(seed, shape);
      return covers(accuracyInterval(labels, { seed, blocks, blockLength, resamples: 300 }));
    });
    const percentile = coverage(200, (seed) => {
      const { labels, blocks } = overlappingRows(seed, shape);
      return covers(metricInterval(labels, { metric: accuracy, seed, blocks, blockLength, resamples: 300 }));
    });
    assert.ok(naive < 0.65, `${shape.days} days: taken as independent, ${naive} are covered`);
    assert.ok(wilson > 0.91, `${shape.days} days: by blocks, ${wilson} are covered`);
    assert.ok(percentile > 0.91, `${shape.days} days: by percentiles of blocks, ${percentile} are covered`);
  }
});

test('draws of blocks are spread for what blocks understate, draws of rows for what few rows do', () => {
  const { labels, blocks } = overlappingRows(2, { days: 100, symbols: 2, horizon: 5 });
  const blocked = metricInterval(labels, { metric: accuracy, seed: 1, blocks, blockLength: 5 });
  assert.ok(blocked.widening > 1.05 && blocked.widening < 2, `${blocked.widening}`);
  assert.is(blocked.degreesOfFreedom, 14);
  const rows = metricInterval(labels, { metric: accuracy, seed: 1 });
  assert.ok(rows.widening > 1 && rows.widening < 1.02, `${rows.widening}`);
  assert.is(rows.degreesOfFreedom, 199);
});

test('an interval is cut to the bounds of its statistic', () => {
  const { labels, blocks } = overlappingRows(2, { days: 12, symbols: 2, horizon: 5 });
  const options = { metric: accuracy, seed: 1, blocks, blockLength: 5 };
  const free = metricInterval(labels, options);
  assert.ok(free.low < 0 || free.high > 1, `${free.low} … ${free.high}`);
  const { low, high } = metricInterval(labels, { ...options, bounds: [0, 1] });
  assert.equal([low, high], [Math.max(free.low, 0), Math.min(free.high, 1)]);
});

test('the effective sample size is near the rows of independent rows, and far below that of overlapping ones', () => {
  const independent = independentRows(3, { rows: 2000, share: 0.6 });
  const days = independent.actual.map((_, row) => row);
  const one = accuracyInterval(independent, { blocks: days, blockLength: 1, seed: 1 });
  assert.ok(one.effectiveRows > 1700 && one.effectiveRows <= 2000, `${one.effectiveRows} of 2000`);
  const { labels, blocks } = overlappingRows(3, { days: 250, symbols: 4, horizon: 5 });
  const other = accuracyInterval(labels, { blocks, blockLength: 5, seed: 1 });
  assert.ok(other.effectiveRows < 150, `${other.effectiveRows} of 1000`);
});

test('a block of one date with one row a date is the plain bootstrap', () => {
  const labels = independentRows(5, { rows: 400, share: 0.7 });
  const dates = labels.actual.map((_, row) => `2024-${String(1000 + row)}`);
  const plain = metricInterval(labels, { metric: accuracy, seed: 9 });
  assert.equal(metricInterval(labels, { metric: accuracy, seed: 9, blocks: dates, blockLength: 1 }), plain);
  const theory = Math.sqrt((plain.estimate * (1 - plain.estimate)) / 400);
  assert.ok(Math.abs(plain.standardError / theory - 1) < 0.1, `${plain.standardError} for ${theory}`);
});

test('every draw has as many units as there are, in runs of consecutive ones', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(),
      (count, length, seed) => {
        fc.pre(length === 1 || length * 2 <= count);
        const keys = Array.from({ length: count }, (_, i) => i);
        const units = resamplingUnits(count, { blocks: keys, blockLength: length });
        const draws: Uint32Array[] = [];
        const statistic = (timesDrawn: Uint32Array) => draws.push(timesDrawn.slice());
        bootstrap({ units, statistic }, { seed, resamples: 20 });
        // The first is the estimate's; behind the draws, each unit is left out once for the correction.
        for (const timesDrawn of draws.slice(0, 21)) {
          assert.is(
            timesDrawn.reduce((sum, times) => sum + times, 0),
            count,
          );
          // The ring of units changes its count at most twice a block.
          const changes = timesDrawn.filter((times, i) => times !== timesDrawn[(i + 1) % count]).length;
          assert.ok(changes <= 2 * Math.ceil(count / length));
        }
      },
    ),
  );
});

test('the same seed gives the same interval, another seed another', () => {
  const labels = independentRows(5, { rows: 300, share: 0.7 });
  const at = (seed: number) => metricInterval(labels, { metric: accuracy, seed });
  assert.equal(at(1), at(1));
  assert.not.equal(at(1), at(2));
});

test('dates as text and as numbers, in whatever row order, give one interval', () => {
  const { labels, blocks } = overlappingRows(3, { days: 60, symbols: 2, horizon: 5 });
  const options = { metric: accuracy, seed: 4, blockLength: 5 };
  const numbers = metricInterval(labels, { ...options, blocks });
  const dates = blocks.map((day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));
  assert.equal(metricInterval(labels, { ...options, blocks: dates }), numbers);
  const turned = {
    actual: [...labels.actual].reverse(),
    predicted: [...labels.predicted].reverse(),
    classes,
  };
  assert.equal(metricInterval(turned, { ...options, blocks: [...blocks].reverse() }), numbers);
});

test('where every row is right, the draws tell no spread, and the interval says so and is not empty', () => {
  const labels = independentRows(1, { rows: 100, share: 1.1 });
  const blocks = labels.actual.map((_, row) => row);
  const percentile = metricInterval(labels, { metric: accuracy, seed: 1, blocks, blockLength: 10 });
  assert.ok(percentile.isDegenerate);
  const { low, high, effectiveRows } = accuracyInterval(labels, { seed: 1, blocks, blockLength: 10 });
  assert.is(effectiveRows, 10);
  assert.is(high, 1);
  assert.ok(low > 0.6 && low < 0.8);
});

test('the interval of a mean has the standard error of a mean', () => {
  const random = randomFrom(8);
  const values = Float64Array.from({ length: 1000 }, random);
  const { standardError, estimate, low, high } = meanInterval(values, { seed: 1 });
  assert.ok(Math.abs(standardError / Math.sqrt(1 / 12 / 1000) - 1) < 0.1);
  assert.ok(low < estimate && estimate < high);
});

test('the interval of an area under the ROC curve is around the area itself, ties and all', () => {
  const random = randomFrom(11);
  const actual = Array.from({ length: 400 }, () => (random() < 0.4 ? 'yes' : 'no'));
  const yes = Float64Array.from(
    actual,
    (label) => Math.round(10 * (0.7 * random() + (label === 'yes' ? 0.3 : 0))) / 10,
  );
  const labels = { actual, classes, probabilities: { no: yes.map((p) => 1 - p), yes } };
  const interval = rocAucInterval(labels, { class: 'yes', seed: 2 });
  assert.ok(Math.abs(interval.estimate - rocAuc(labels).perClass.yes!) < 1e-12);
  assert.ok(interval.low < interval.estimate && interval.estimate < interval.high);
  // Hanley and McNeil's standard error for this area and these counts, within a fifth.
  const area = interval.estimate;
  const [q1, q2] = [area / (2 - area), (2 * area * area) / (1 + area)];
  const hits = actual.filter((label) => label === 'yes').length;
  const misses = 400 - hits;
  const variance = area * (1 - area) + (hits - 1) * (q1 - area * area) + (misses - 1) * (q2 - area * area);
  assert.ok(Math.abs(interval.standardError / Math.sqrt(variance / hits / misses) - 1) < 0.2);
});

test('blocks without a length, too few blocks and bad keys are errors that say what to give', () => {
  assert.throws(() => resamplingUnits(3, { blocks: [1, 2, 3] }), /blocks need a blockLength/);
  assert.throws(() => resamplingUnits(3, { blockLength: 2 }), /needs blocks/);
  assert.throws(
    () => resamplingUnits(3, { blocks: [1, 2, 3], blockLength: 2 }),
    /3 distinct .* two blocks of 2/,
  );
  assert.throws(() => resamplingUnits(3, { blocks: [1, 2], blockLength: 1 }), /3 rows and 2 block keys/);
  assert.throws(() => resamplingUnits(2, { blocks: [1, Number.NaN], blockLength: 1 }), /row 1 is NaN/);
  assert.throws(() => resamplingUnits(2, { blocks: [1, 2], blockLength: 0.5 }), /block length is 0.5/);
});

test.run();
