import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accuracy } from '../../../src/learn/metrics/accuracy.ts';
import { averagePrecision } from '../../../src/learn/metrics/average-precision.ts';
import { classifierMetrics } from '../../../src/learn/metrics/classifier-metrics.ts';
import { confusionMatrix } from '../../../src/learn/metrics/confusion-matrix.ts';
import { normalisedConfusion } from '../../../src/learn/metrics/normalised-confusion.ts';
import { rocAuc } from '../../../src/learn/metrics/roc-auc.ts';

const CLASSES = ['sell', 'hold', 'buy'];

interface Row {
  readonly actual: string;
  readonly predicted: string;
  readonly weights: readonly [number, number, number];
  readonly place: number;
}

const row: fc.Arbitrary<Row> = fc.record({
  actual: fc.constantFrom(...CLASSES),
  predicted: fc.constantFrom(...CLASSES),
  // Small whole numbers, so that ties are common.
  weights: fc.tuple(
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 1, max: 4 }),
  ),
  place: fc.nat(),
});
const rows = fc.array(row, { minLength: 2, maxLength: 60 });

function labelled(of: readonly Row[]) {
  const share = (c: 0 | 1 | 2) =>
    Float64Array.from(of, ({ weights }) => weights[c] / (weights[0] + weights[1] + weights[2]));
  return {
    classes: CLASSES,
    actual: of.map((each) => each.actual),
    predicted: of.map((each) => each.predicted),
    probabilities: { sell: share(0), hold: share(1), buy: share(2) },
  };
}

test('accuracy is the trace of the confusion matrix over its rows', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const labels = labelled(some);
      const { counts } = confusionMatrix(labels);
      assert.is(accuracy(labels), (counts[0]! + counts[4]! + counts[8]!) / some.length);
      assert.is(accuracy(labels), some.filter((each) => each.actual === each.predicted).length / some.length);
    }),
  );
});

test('no metric depends on the order of the rows', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const shuffled = [...some].sort((a, b) => a.place - b.place);
      const one = classifierMetrics(labelled(some), { ordinalScores: { sell: -1, hold: 0, buy: 1 } });
      const other = classifierMetrics(labelled(shuffled), { ordinalScores: { sell: -1, hold: 0, buy: 1 } });
      assert.equal(Object.keys(one.values), Object.keys(other.values));
      assert.equal(one.undefinedMetrics, other.undefinedMetrics);
      for (const [name, value] of Object.entries(one.values)) {
        assert.ok(Math.abs(value - other.values[name]!) < 1e-12, name);
      }
    }),
  );
});

test('areas under ROC and precision-recall curves see the order of scores and nothing else', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const labels = labelled(some);
      const transformed = Object.fromEntries(
        Object.entries(labels.probabilities).map(([name, scores]) => [
          name,
          scores.map((p) => 5 * p ** 3 - 2),
        ]),
      );
      for (const area of [rocAuc, averagePrecision]) {
        assert.equal(area({ ...labels, probabilities: transformed }), area(labels));
      }
    }),
  );
});

test('the area under the ROC curve is the share of pairs in the right order, ties counting half', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const labels = labelled(some);
      const scores = labels.probabilities.buy;
      let pairs = 0;
      let right = 0;
      for (const [a, first] of labels.actual.entries()) {
        for (const [b, second] of labels.actual.entries()) {
          if (first !== 'buy' || second === 'buy') continue;
          pairs++;
          right += scores[a]! > scores[b]! ? 1 : scores[a]! === scores[b]! ? 0.5 : 0;
        }
      }
      const area = rocAuc(labels).perClass.buy!;
      if (pairs === 0) assert.ok(Number.isNaN(area));
      else assert.ok(Math.abs(area - right / pairs) < 1e-12);
    }),
  );
});

test('normalised rows and columns sum to 1, or to 0 where there is nothing to share', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const confusion = confusionMatrix(labelled(some));
      const byActual = normalisedConfusion(confusion, { by: 'actual' });
      const byPredicted = normalisedConfusion(confusion, { by: 'predicted' });
      for (const [c, name] of CLASSES.entries()) {
        const rowSum = byActual[c * 3]! + byActual[c * 3 + 1]! + byActual[c * 3 + 2]!;
        const columnSum = byPredicted[c]! + byPredicted[c + 3]! + byPredicted[c + 6]!;
        assert.ok(Math.abs(rowSum - (some.some((each) => each.actual === name) ? 1 : 0)) < 1e-12);
        assert.ok(Math.abs(columnSum - (some.some((each) => each.predicted === name) ? 1 : 0)) < 1e-12);
      }
    }),
  );
});

test.run();
