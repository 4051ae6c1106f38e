import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { impurityImportance } from '../../../src/learn/forest/impurity-importance.ts';
import { permutationImportance } from '../../../src/learn/forest/permutation-importance.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';
import { trainForestRegressor } from '../../../src/learn/forest/train-forest-regressor.ts';

const random = randomFrom(4);
const rows = 600;
const features = {
  strong: Float64Array.from({ length: rows }, random),
  weak: Float64Array.from({ length: rows }, random),
  noise: Float64Array.from({ length: rows }, random),
  constant: new Float64Array(rows).fill(3),
};
const target = features.strong.map((value, i) => 3 * value + features.weak[i]!);
const labels = Array.from(target, (value) => (value > 2 ? 'high' : 'low'));
const classes = ['low', 'high'];
const classifier = await trainForestClassifier({ features, labels, classes, params: { trees: 30 }, seed: 1 });

test('shuffling what decides the class costs most, a constant column nothing at all', async () => {
  const [strong, weak, noise, constant] = await permutationImportance({
    model: classifier,
    features,
    labels,
    repeats: 4,
    seed: 1,
  });
  assert.equal([strong?.feature, constant?.feature], ['strong', 'constant']);
  assert.ok(strong!.mean > 0.25 && strong!.mean > 3 * weak!.mean && weak!.mean > noise!.mean);
  assert.is(strong?.drops.length, 4);
  assert.ok(strong!.deviation > 0 && strong!.deviation < 0.1);
  assert.equal(constant?.drops, new Float64Array(4));
});

test('mean and deviation are those of the drops, and the seed decides them', async () => {
  const request = { model: classifier, features, labels, repeats: 3, seed: 8 };
  const [first] = await permutationImportance(request);
  const [a, b, c] = first!.drops as unknown as [number, number, number];
  const mean = (a + b + c) / 3;
  assert.is(first?.mean, mean);
  const variance = ((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2) / 3;
  assert.ok(Math.abs(first!.deviation - Math.sqrt(variance)) < 1e-15);
  assert.equal(await permutationImportance(request), await permutationImportance(request));
  assert.not.equal((await permutationImportance({ ...request, seed: 9 }))[0]?.drops, first?.drops);
});

test('a regressor is scored by R², or by a metric that is given', async () => {
  const model = await trainForestRegressor({ features, target, params: { trees: 20 }, seed: 1 });
  const request = { model, features, labels: target, repeats: 2, seed: 1 };
  const [strong, weak] = await permutationImportance(request);
  assert.ok(strong!.mean > 1 && weak!.mean > 0.1 && weak!.mean < 0.5, `${strong!.mean} ${weak!.mean}`);
  const [zero] = await permutationImportance({ ...request, metric: () => 1 });
  assert.equal(zero?.drops, new Float64Array(2));
});

test('impurity importance is by name and sums to one', () => {
  const importance = impurityImportance(classifier);
  assert.equal(
    importance.map(({ feature }) => feature),
    ['strong', 'weak', 'noise', 'constant'],
  );
  assert.is(importance[3]?.importance, 0);
  const sum = importance.reduce((total, entry) => total + entry.importance, 0);
  assert.ok(Math.abs(sum - 1) < 1e-12);
});

test('labels of another length, no repeats, and a metric without a value are errors', async () => {
  const said = async (change: object): Promise<string> => {
    try {
      await permutationImportance({ model: classifier, features, labels, seed: 1, ...change });
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };
  assert.is(await said({ labels: ['low'] }), 'there are 1 labels for 600 rows; at least one is needed');
  assert.is(await said({ repeats: 0 }), 'repeats must be a whole number from 1, not 0');
  assert.is(await said({ metric: () => Number.NaN }), 'the metric is NaN: importance cannot be told from it');
});

test.run();
