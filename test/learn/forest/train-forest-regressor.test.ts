import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { encodeForest } from '../../../src/learn/forest/encode-forest.ts';
import { predictForest } from '../../../src/learn/forest/predict-forest.ts';
import { trainForestRegressor } from '../../../src/learn/forest/train-forest-regressor.ts';

const PLAIN = { trees: 1, bootstrap: false };

function column(...values: number[]): Float64Array {
  return Float64Array.from(values);
}

test('a plain tree gives each training row its target back', async () => {
  const features = { x: column(3, 1, 2, 5) };
  const target = column(0.1, -7, 1e9, 0.3);
  const model = await trainForestRegressor({ features, target, params: PLAIN, seed: 1 });
  assert.equal(predictForest(model, features), target);
});

test('the first cut is the one with the least squared error, and leaves are means', async () => {
  const features = { x: column(1, 2, 3, 4) };
  const target = column(0, 2, 9, 11);
  const params = { ...PLAIN, maxDepth: 1 };
  const model = await trainForestRegressor({ features, target, params, seed: 1 });
  assert.is(model.trees[0]?.threshold[0], 2.5);
  assert.equal(model.trees[0]?.leaves, column(1, 10));
  assert.equal(model.importance, column(1));
});

test('equal targets make one leaf that is that target to the bit', async () => {
  const features = { x: column(1, 2, 3) };
  const model = await trainForestRegressor({ features, target: column(0.1, 0.1, 0.1), seed: 1 });
  assert.equal(predictForest(model, { x: column(9) }), column(predictForest(model, features)[0]!));
  for (const tree of model.trees) assert.equal(tree.leaves, column(0.1));
});

test('missing values go where they lower the error', async () => {
  const features = { x: column(1, 2, 3, Number.NaN) };
  const target = column(1, 5, 5, 5);
  const params = { ...PLAIN, maxDepth: 1 };
  const model = await trainForestRegressor({ features, target, params, seed: 1 });
  assert.equal(predictForest(model, features), target);
  assert.is(model.trees[0]?.missingLeft[0], 0);
});

test('no leaf has fewer rows than asked for', async () => {
  const random = randomFrom(3);
  const features = { x: Float64Array.from({ length: 64 }, (_, i) => i) };
  const target = Float64Array.from({ length: 64 }, random);
  const params = { ...PLAIN, minSamplesLeaf: 8 };
  const model = await trainForestRegressor({ features, target, params, seed: 1 });
  const rows = new Map<number, number>();
  for (const value of predictForest(model, features)) rows.set(value, (rows.get(value) ?? 0) + 1);
  assert.ok(rows.size > 2 && Math.min(...rows.values()) >= 8, `leaves of ${[...rows.values()]}`);
});

test('a function is learned: R² is high out of bag and on fresh rows, with a large offset too', async () => {
  const random = randomFrom(8);
  const draw = (rows: number) => {
    const uniform = () => Float64Array.from({ length: rows }, random);
    const features = { p: uniform(), q: uniform(), noise: uniform() };
    const target = features.p.map((p, i) => 1e6 + Math.sin(6 * p) + features.q[i]! ** 2);
    return { features, target };
  };
  const train = draw(2000);
  const fresh = draw(500);
  const model = await trainForestRegressor({ ...train, params: { trees: 50, oobScore: true }, seed: 1 });
  const predicted = predictForest(model, fresh.features);
  const mean = fresh.target.reduce((sum, value) => sum + value, 0) / 500;
  let errors = 0;
  let spread = 0;
  fresh.target.forEach((value, i) => {
    errors += (value - predicted[i]!) ** 2;
    spread += (value - mean) ** 2;
  });
  const r2 = 1 - errors / spread;
  assert.ok(r2 > 0.99, `R² ${r2}`);
  assert.ok(Math.abs(model.outOfBag!.score - r2) < 0.01, `out of bag ${model.outOfBag?.score}`);
});

test('the same request gives the same bytes', async () => {
  const random = randomFrom(2);
  const features = {
    x: Float64Array.from({ length: 300 }, random),
    y: Int32Array.from({ length: 300 }, (_, i) => i % 7),
  };
  const target = Float32Array.from({ length: 300 }, random);
  const train = () => trainForestRegressor({ features, target, params: { trees: 8 }, seed: 6 });
  assert.equal(encodeForest(await train()), encodeForest(await train()));
});

test('a target that is missing, and class weights, are errors', async () => {
  const features = { x: column(1, 2) };
  const said = async (request: object): Promise<string> => {
    try {
      await trainForestRegressor({ features, target: column(1, 2), seed: 1, ...request });
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };
  assert.is(
    await said({ target: column(1, Number.NaN) }),
    'the target of row 1 is NaN; a number within ±1e+100 is needed',
  );
  assert.is(await said({ target: column(1) }), 'there are 1 targets for 2 rows');
  assert.is(
    await said({ params: { classWeight: 'balanced' } }),
    'forest parameters: classWeight must be null in a regression, not "balanced"',
  );
});

test.run();
