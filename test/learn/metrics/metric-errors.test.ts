import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accuracy } from '../../../src/learn/metrics/accuracy.ts';
import { averagePrecision } from '../../../src/learn/metrics/average-precision.ts';
import { brierScore } from '../../../src/learn/metrics/brier-score.ts';
import { calibration } from '../../../src/learn/metrics/calibration.ts';
import { classifierMetrics } from '../../../src/learn/metrics/classifier-metrics.ts';
import { confusionMatrix } from '../../../src/learn/metrics/confusion-matrix.ts';
import { logLoss } from '../../../src/learn/metrics/log-loss.ts';
import { meanAbsoluteError } from '../../../src/learn/metrics/mean-absolute-error.ts';
import { ordinalR2 } from '../../../src/learn/metrics/ordinal-r2.ts';
import { precisionRecallF1 } from '../../../src/learn/metrics/precision-recall-f1.ts';
import { r2 } from '../../../src/learn/metrics/r2.ts';
import { rocAuc } from '../../../src/learn/metrics/roc-auc.ts';

const classes = ['sell', 'hold', 'buy'];

test('labels of unequal length are an error that gives both lengths', () => {
  assert.throws(
    () => accuracy({ actual: ['buy', 'buy'], predicted: ['buy'], classes }),
    /actual has 2 rows, predicted has 1/,
  );
});

test('a metric of no rows is an error', () => {
  assert.throws(() => accuracy({ actual: [], predicted: [], classes }), /actual has no rows/);
  const nothing = new Float64Array(0);
  assert.throws(() => meanAbsoluteError({ actual: nothing, predicted: nothing }), /no rows/);
});

test('an unknown label is an error that names it, its row and the classes', () => {
  assert.throws(
    () => accuracy({ actual: ['buy', 'bye'], predicted: ['buy', 'buy'], classes }),
    /actual has the unknown label "bye" at row 1; the classes are sell, hold, buy/,
  );
  assert.throws(
    () => accuracy({ actual: ['buy'], predicted: ['bye'], classes }),
    /predicted has the unknown label/,
  );
});

test('a class named twice and no classes at all are errors', () => {
  assert.throws(
    () => accuracy({ actual: ['a'], predicted: ['a'], classes: ['a', 'a'] }),
    /"a" is named twice/,
  );
  assert.throws(() => accuracy({ actual: ['a'], predicted: ['a'], classes: [] }), /no classes/);
});

test('a score that divides by zero is 0 and says that it is not defined', () => {
  const { perClass } = precisionRecallF1({ actual: ['sell', 'hold'], predicted: ['hold', 'hold'], classes });
  const [sell, hold, buy] = perClass;
  assert.equal([sell!.precision, sell!.recall, sell!.f1], [0, 0, 0]);
  assert.equal(sell!.undefinedScores, ['precision']);
  assert.equal(hold!.undefinedScores, []);
  assert.equal(buy!.undefinedScores, ['precision', 'recall', 'f1']);
});

test('the summary leaves out what is not a number and names it', () => {
  const { values, undefinedMetrics } = classifierMetrics({
    actual: ['hold', 'hold'],
    predicted: ['hold', 'hold'],
    classes,
    probabilities: {
      sell: Float64Array.of(0, 0.5),
      hold: Float64Array.of(1, 0.5),
      buy: Float64Array.of(0, 0),
    },
  });
  assert.is(values.accuracy, 1);
  assert.not('kappa' in values);
  assert.ok(undefinedMetrics.includes('kappa') && undefinedMetrics.includes('roc_auc.buy'));
  assert.ok(Object.values(values).every(Number.isFinite));
});

function probabilistic(rows: readonly (readonly [number, number, number])[]) {
  const column = (c: number) => Float64Array.from(rows, (row) => row[c]!);
  return {
    actual: rows.map(() => 'buy'),
    classes,
    probabilities: { sell: column(0), hold: column(1), buy: column(2) },
  };
}

test('a certain miss costs a finite log-loss, and a certain hit nothing', () => {
  const miss = logLoss(probabilistic([[1, 0, 0]]));
  assert.ok(miss > 36 && miss < 37);
  assert.ok(Math.abs(logLoss(probabilistic([[0, 0, 1]]))) < 1e-15);
  assert.is(brierScore(probabilistic([[1, 0, 0]])), 2);
});

test('what is no probability is an error that gives its class, row and value', () => {
  assert.throws(() => logLoss(probabilistic([[0.5, 0.7, -0.2]])), /probability of "buy" at row 0 is -0.2/);
  assert.throws(() => logLoss(probabilistic([[0.5, 0.5, 0.5]])), /row 0 sum to 1.5/);
  assert.throws(() => rocAuc(probabilistic([[0, Number.NaN, 1]])), /score of "hold" at row 0 is NaN/);
});

test('a class without probabilities, and probabilities of no class, are errors that name it', () => {
  const labels = probabilistic([[0, 0, 1]]);
  const { sell, hold, buy } = labels.probabilities;
  assert.throws(
    () => brierScore({ ...labels, probabilities: { sell, hold } }),
    /class "buy" has no probabilities/,
  );
  assert.throws(
    () => brierScore({ ...labels, probabilities: { sell, hold, buy, bye: buy } }),
    /"bye", which is no class/,
  );
  assert.throws(
    () => brierScore({ ...labels, probabilities: { sell, hold, buy: new Float64Array(2) } }),
    /has 2/,
  );
});

test('a class that never occurs has no area, and the mean is of the others', () => {
  const labels = {
    actual: ['sell', 'hold'],
    classes,
    probabilities: {
      sell: Float64Array.of(0.6, 0.2),
      hold: Float64Array.of(0.2, 0.6),
      buy: Float64Array.of(0.2, 0.2),
    },
  };
  for (const area of [rocAuc(labels), averagePrecision(labels)]) {
    assert.ok(Number.isNaN(area.perClass.buy));
    assert.equal(area.undefinedClasses, ['buy']);
    assert.is(area.macro, 1);
  }
});

test('a class that is named like a property of objects is a class like any other', () => {
  const names = ['constructor', 'toString'];
  const { counts } = confusionMatrix({ actual: names, predicted: ['toString', 'toString'], classes: names });
  assert.equal([...counts], [0, 1, 0, 1]);
  assert.throws(
    () => brierScore({ actual: names, classes: names, probabilities: {} }),
    /class "constructor" has no probabilities/,
  );
});

test('ordinal R² refuses a class without a declared score', () => {
  const labels = { actual: ['a', 'b'], predicted: ['a', 'b'], classes: ['a', 'b'] };
  assert.throws(
    () => ordinalR2(labels, { scores: { sell: -1, hold: 0, buy: 1 } }),
    /"a" has no ordinal score; scores are declared for sell, hold, buy/,
  );
  assert.is(ordinalR2(labels, { scores: { a: 0, b: 3 } }), 1);
});

test('regression refuses what is not finite, and R² a single row', () => {
  const one = Float64Array.of(1);
  assert.throws(
    () => meanAbsoluteError({ actual: one, predicted: Float64Array.of(Infinity) }),
    /predicted is Infinity/,
  );
  assert.throws(
    () => meanAbsoluteError({ actual: Float64Array.of(Number.NaN), predicted: one }),
    /actual is NaN/,
  );
  assert.throws(() => r2({ actual: one, predicted: one }), /two rows/);
});

test('R² of a constant truth is 0 or 1, whatever its mean rounds to', () => {
  const actual = new Float64Array(10).fill(0.1);
  assert.is(r2({ actual, predicted: actual }), 1);
  assert.is(r2({ actual, predicted: actual.map((value) => value + 1e-3) }), 0);
  const labels = {
    actual: Array.from({ length: 10 }, () => 'a'),
    predicted: Array.from('aaaaabbbbb'),
    classes: ['a', 'b'],
  };
  assert.is(ordinalR2(labels, { scores: { a: 0.1, b: 3 } }), 0);
});

test('one row has every metric that one row can have', () => {
  const { values, undefinedMetrics } = classifierMetrics(
    { actual: ['buy'], predicted: ['buy'], classes },
    { ordinalScores: { sell: -1, hold: 0, buy: 1 } },
  );
  assert.is(values.accuracy, 1);
  assert.ok(undefinedMetrics.includes('ordinal_r2'));
});

test('calibration asks for a positive whole number of bins', () => {
  assert.throws(() => calibration(probabilistic([[0, 0, 1]]), { bins: 0 }), /number of bins is 0/);
});

test.run();
