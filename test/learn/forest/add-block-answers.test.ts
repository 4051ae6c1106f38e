import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { predictForest } from '../../../src/learn/forest/predict-forest.ts';
import { predictForestProba } from '../../../src/learn/forest/predict-forest-proba.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';
import { trainForestRegressor } from '../../../src/learn/forest/train-forest-regressor.ts';

const random = randomFrom(6);
const table = (rows: number, missing: number) => {
  const uniform = () =>
    Float64Array.from({ length: rows }, () => (random() < missing ? Number.NaN : random()));
  return { p: uniform(), q: uniform(), r: uniform() };
};
const train = table(400, 0.1);
const target = train.p.map((p, i) => (p || 0) + (train.q[i] || 0) ** 2);
const labels = Array.from(target, (value) => (value > 1 ? 'a' : value > 0.4 ? 'b' : 'c'));
const params = { trees: 20, classWeight: 'balanced' as const };
const classifier = await trainForestClassifier({
  features: train,
  labels,
  classes: ['a', 'b', 'c'],
  params,
  seed: 1,
});
const regressor = await trainForestRegressor({ features: train, target, params: { trees: 20 }, seed: 1 });

test('many rows at once are answered to the bit like each row alone, with and without missing values', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 17_000 }), fc.constantFrom(0, 0.0001, 0.3), (rows, missing) => {
      const features = table(rows, missing);
      const proba = predictForestProba(classifier, features);
      const numbers = predictForest(regressor, features);
      // Each row alone takes the plain way down the trees.
      for (let row = 0; row < rows; row += 1 + Math.floor(rows / 50)) {
        const alone = Object.fromEntries(
          Object.entries(features).map(([name, column]) => [name, column.slice(row, row + 1)]),
        );
        const shares = predictForestProba(classifier, alone);
        if (proba.some((column, c) => column[row] !== shares[c]![0])) return false;
        if (numbers[row] !== predictForest(regressor, alone)[0]) return false;
      }
      return true;
    }),
    { numRuns: 40 },
  );
});

test('a model with other class weights does not answer with those of the one it was copied from', async () => {
  const features = table(300, 0);
  const request = { features: train, labels, classes: ['a', 'b', 'c'], seed: 1 };
  const model = await trainForestClassifier({ ...request, params: { trees: 3, maxDepth: 2 } });
  const before = predictForestProba(model, features)[0]!;
  const after = predictForestProba({ ...model, classWeights: Float64Array.of(9, 1, 1) }, features)[0]!;
  const raised = after.filter((share, row) => share > before[row]!).length;
  assert.ok(raised > 200, `${raised} of 300 rows`);
});

test.run();
