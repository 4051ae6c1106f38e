import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { classTable } from '../../../src/learn/charts/class-table.ts';
import { accuracy } from '../../../src/learn/metrics/accuracy.ts';
import { balancedAccuracy } from '../../../src/learn/metrics/balanced-accuracy.ts';
import { bootstrap } from '../../../src/learn/uncertainty/bootstrap.ts';
import { chooseBlockLength } from '../../../src/learn/uncertainty/choose-block-length.ts';
import { meanInterval } from '../../../src/learn/uncertainty/mean-interval.ts';
import { metricInterval } from '../../../src/learn/uncertainty/metric-interval.ts';
import { pairedDifference } from '../../../src/learn/uncertainty/paired-difference.ts';
import { resamplingUnits } from '../../../src/learn/uncertainty/resampling-units.ts';
import { rocAucInterval } from '../../../src/learn/uncertainty/roc-auc-interval.ts';

const classes = ['no', 'yes'];
const actual = Array.from({ length: 100 }, (_, row) => (row < 44 ? 'yes' : 'no'));
const perfect = { actual, predicted: actual, classes };

test('a classifier that is right on every row is not certain to be', () => {
  const whole = metricInterval(perfect, { metric: accuracy, seed: 1 });
  assert.is(whole.high, 1);
  assert.ok(whole.low < 0.97 && whole.low > 0.9, `accuracy from ${whole.low}`);
  const balanced = metricInterval(perfect, { metric: balancedAccuracy, seed: 1 });
  assert.ok(balanced.low < 0.95 && balanced.low > 0.85, `balanced accuracy from ${balanced.low}`);
});

test('an area of 1 has the interval that its counts allow, wider with fewer rows', () => {
  const area = (rows: number) => {
    const some = actual.filter((_, row) => row % (100 / rows) === 0);
    const yes = Float64Array.from(some, (label) => (label === 'yes' ? 0.9 : 0.1));
    const probabilities = { yes, no: yes.map((value) => 1 - value) };
    return rocAucInterval({ actual: some, classes, probabilities }, { class: 'yes', seed: 1 });
  };
  const [many, few] = [area(100), area(20)];
  assert.equal([many.estimate, many.high], [1, 1]);
  assert.ok(many.low > 0.9 && many.low < 0.985, `from ${many.low}`);
  assert.ok(few.low < many.low && few.low > 0.6, `from ${few.low}`);
});

test('a class that is always found has Wilson’s interval of its own rows', () => {
  const { columns } = classTable(perfect, { seed: 1 });
  const value = (name: string) => columns.find((column) => column.name === name)?.values;
  assert.equal(value('recall'), [1, 1, 1]);
  const from = value('recall from') as number[];
  assert.ok(Math.abs((from[1] ?? 0) - 44 / (44 + 1.96 ** 2)) < 1e-3, `from ${from[1]}`);
  assert.ok((from[0] ?? 0) > (from[1] ?? 0), 'more rows, a narrower interval');
  assert.ok((value('f1 from') as number[]).every((low) => low < 0.97 && low > 0.85));
});

test('rows that are all alike say how far a mean within bounds may be off, and nothing without bounds', () => {
  const ones = new Float64Array(30).fill(1);
  const bounded = meanInterval(ones, { seed: 1, bounds: [0, 1] });
  assert.ok(Math.abs(bounded.low - 0.025 ** (1 / 30)) < 1e-12, `from ${bounded.low}`);
  const unbounded = meanInterval(ones, { seed: 1 });
  assert.equal([unbounded.low, unbounded.high, unbounded.isDegenerate], [1, 1, true]);
});

test('a score that weighs classes alike is doubted where a class has few rows, accuracy is not', () => {
  const rare = { ...perfect, actual: actual.map((_, row) => (row < 3 ? 'yes' : 'no')) };
  assert.is(metricInterval(rare, { metric: balancedAccuracy, seed: 1 }).doubt, 'rare-class');
  assert.is(metricInterval(rare, { metric: accuracy, seed: 1 }).doubt, undefined);
  assert.is(metricInterval(perfect, { metric: balancedAccuracy, seed: 1 }).doubt, undefined);
});

test('an interval holds its estimate, and one tail of few rows widens the side of that tail', () => {
  const random = randomFrom(4);
  const values = Float64Array.from({ length: 30 }, () => random() ** 12);
  const told = meanInterval(values, { seed: 1 });
  assert.ok(told.low <= told.estimate && told.estimate <= told.high);
  assert.ok(told.high - told.estimate > 1.3 * (told.estimate - told.low), 'the long tail is above');
  assert.ok(told.degreesOfFreedom < 20, `${told.degreesOfFreedom} degrees of freedom of 30 rows`);
});

test('groups are drawn whole: twice the rows of the same groups tell no more', () => {
  const labels = (copies: number) => {
    const random = randomFrom(9);
    const rows = Array.from({ length: 40 }, (_, group) => ({ group: `g${group}`, isRight: random() < 0.5 }));
    const all = rows.flatMap((row) => new Array(copies).fill(row) as typeof rows);
    return {
      groups: all.map(({ group }) => group),
      actual: all.map(() => 'yes'),
      candidate: all.map(({ isRight }) => (isRight ? 'yes' : 'no')),
      baseline: all.map(() => 'no'),
      classes,
    };
  };
  const width = (copies: number) => {
    const { groups, ...paired } = labels(copies);
    const { low, high } = pairedDifference(paired, { metric: accuracy, seed: 1, groups });
    return high - low;
  };
  assert.ok(Math.abs(width(1) - width(20)) < 0.02, `${width(1)} and ${width(20)}`);
  assert.throws(() => resamplingUnits(3, { groups: ['a'] }), /3 rows and 1 groups/);
});

test('a block is as long as a series hangs together: one for noise, more for what lasts', () => {
  const random = randomFrom(11);
  const noise = Float64Array.from({ length: 600 }, () => random() - 0.5);
  let value = 0;
  const lasting = noise.map((shock) => {
    value = 0.9 * value + shock;
    return value;
  });
  assert.ok(chooseBlockLength(noise) <= 3, `${chooseBlockLength(noise)}`);
  assert.ok(chooseBlockLength(lasting) >= 15, `${chooseBlockLength(lasting)}`);
  assert.is(chooseBlockLength(new Float64Array(50).fill(2)), 1);
  assert.ok(chooseBlockLength(numbered(60)) <= 20, 'never more than a third');
});

test('a statistic that is not a number on all rows gives no interval', () => {
  const none = bootstrap({ units: resamplingUnits(5, {}), statistic: () => Number.NaN }, { seed: 1 });
  assert.ok(Number.isNaN(none.low) && none.isDegenerate);
});

function numbered(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i);
}

test.run();
