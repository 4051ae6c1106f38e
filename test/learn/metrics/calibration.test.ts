import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { calibration } from '../../../src/learn/metrics/calibration.ts';
import { precisionRecallCurve } from '../../../src/learn/metrics/precision-recall-curve.ts';
import { rocCurve } from '../../../src/learn/metrics/roc-curve.ts';
import { thresholdCounts } from '../../../src/learn/metrics/threshold-counts.ts';
import { assertAgrees, classifierFixture, sklearnFixture } from '../../support/sklearn-fixture.ts';

interface CurveAnswer {
  readonly falsePositiveRate: number[];
  readonly truePositiveRate: number[];
  readonly thresholds: number[];
}
type BinsAnswer = Record<'uniform' | 'quantile', { readonly frequency: number[]; readonly mean: number[] }>;

for (const name of ['typical', 'skewed', 'tied-scores', 'bin-edges', 'absent-class', 'certain']) {
  test(`reliability bins are those of scikit-learn: ${name}`, () => {
    const { answers } = sklearnFixture(name);
    const labels = classifierFixture(name);
    for (const strategy of ['uniform', 'quantile'] as const) {
      const { perClass } = calibration(labels, { strategy });
      for (const [c, label] of labels.classes.entries()) {
        const { bins } = perClass[label]!;
        const answer = (answers.calibration as BinsAnswer[])[c]![strategy];
        assertAgrees(
          bins.map((bin) => bin.frequency),
          answer.frequency,
          `${label} ${strategy} frequency`,
        );
        assertAgrees(
          bins.map((bin) => bin.mean),
          answer.mean,
          `${label} ${strategy} mean`,
        );
        assert.is(
          bins.reduce((sum, bin) => sum + bin.rows, 0),
          labels.actual.length,
        );
      }
    }
  });

  test(`ROC curves are those of scikit-learn: ${name}`, () => {
    const { answers } = sklearnFixture(name);
    const labels = classifierFixture(name);
    const codes = Uint32Array.from(labels.actual, (label) => labels.classes.indexOf(label));
    for (const [c, answer] of (answers.curves as (CurveAnswer | null)[]).entries()) {
      if (answer === null) continue;
      const counts = thresholdCounts(labels.probabilities[labels.classes[c]!]!, { codes, positive: c });
      const curve = rocCurve(counts);
      assert.is(curve.thresholds[0], Infinity);
      assertAgrees(curve.falsePositiveRate.subarray(1), answer.falsePositiveRate, 'false positive rate');
      assertAgrees(curve.truePositiveRate.subarray(1), answer.truePositiveRate, 'true positive rate');
      assertAgrees(curve.thresholds.subarray(1), answer.thresholds, 'thresholds');
      assertAgrees(precisionRecallCurve(counts).recall, answer.truePositiveRate, 'recall');
    }
  });
}

test('the calibration error of a known case is what it is by hand', () => {
  // Four rows promised 0.8 of which two came true, and one promised 1 that did: 4/5 × |0.5 − 0.8| + 0.
  const labels = {
    actual: ['a', 'a', 'b', 'b', 'a'],
    classes: ['a', 'b'],
    probabilities: { a: Float64Array.of(0.8, 0.8, 0.8, 0.8, 1), b: Float64Array.of(0.2, 0.2, 0.2, 0.2, 0) },
  };
  const { top, perClass } = calibration(labels);
  assert.ok(Math.abs(top.ece - 0.24) < 1e-12);
  assert.ok(Math.abs(perClass.b!.ece - 0.24) < 1e-12);
});

test('of classes equally probable, the first is the most probable one', () => {
  const half = Float64Array.of(0.5, 0.5, 0.5);
  const labels = { actual: ['a', 'a', 'b'], classes: ['a', 'b'], probabilities: { a: half, b: half } };
  assert.is(calibration(labels).top.bins[0]!.hits, 2);
});

test('scores of 0 and of −0 are a tie', () => {
  const codes = Uint32Array.of(0, 1);
  for (const scores of [Float64Array.of(0, -0), Float64Array.of(-0, 0)]) {
    const counts = thresholdCounts(scores, { codes, positive: 0 });
    assert.equal([counts.thresholds.length, counts.truePositives[0], counts.falsePositives[0]], [1, 1, 1]);
  }
});

test.run();
