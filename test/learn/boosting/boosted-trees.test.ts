import { isDeepStrictEqual } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import type { BoostedTrees } from '../../../src/learn/boosting/boosted-trees.ts';
import { decodeBoostedTrees } from '../../../src/learn/boosting/decode-boosted-trees.ts';
import { encodeBoostedTrees } from '../../../src/learn/boosting/encode-boosted-trees.ts';
import {
  predictBoostedProba,
  predictBoostedValues,
} from '../../../src/learn/boosting/predict-boosted-trees.ts';
import {
  trainBoostedClassifier,
  trainBoostedRegressor,
} from '../../../src/learn/boosting/train-boosted-trees.ts';
import { r2 } from '../../../src/learn/metrics/r2.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const random = randomFrom(3);
const uniform = (rows: number) => Float64Array.from({ length: rows }, random);

test('one split of a squared error has the value that the formula gives', async () => {
  // Gradients −(y − mean): leaves are Σ(y − mean) / (n + λ), times the learning rate.
  const features = { x: Float64Array.of(1, 2, 3, 4) };
  const target = Float64Array.of(0, 2, 9, 11);
  const params = { rounds: 1, maxDepth: 1, learningRate: 0.5, l2: 2 };
  const model = await trainBoostedRegressor({ features, target, params, seed: 1 });
  assert.equal(model.base, Float64Array.of(5.5));
  assert.is(model.trees[0]?.threshold[0], 2.5);
  assert.equal(model.trees[0]?.leaves, Float64Array.of((0.5 * -9) / 4, (0.5 * 9) / 4));
  assert.equal(predictBoostedValues(model, features), Float64Array.of(4.375, 4.375, 6.625, 6.625));
});

test('a few rows of noise in a tail are no better a first cut than a true interaction', async () => {
  const draw = randomFrom(2);
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const columns = () => Float64Array.from({ length: 10_000 }, normal);
  const features = { a: columns(), b: columns(), c: columns(), d: columns() };
  const target = features.a.map((a, i) => a * features.b[i]! + normal());
  const params = { rounds: 30, maxDepth: 4, learningRate: 0.3 };
  const model = await trainBoostedRegressor({ features, target, params, seed: 1 });
  // 1.0015 where such cuts are weighed like all others; the noise alone is 1.
  assert.ok((model.curve.loss.at(-1) ?? 9) < 0.98, String(model.curve.loss.at(-1)));
});

test('numbers are learned, missing values where they tell, with rows and features drawn', async () => {
  const draw = (rows: number) => {
    const features = { p: uniform(rows), q: uniform(rows), noise: uniform(rows) };
    const target = features.p.map((p, i) => (i % 9 === 0 ? 3 : Math.sin(6 * p) + features.q[i]! ** 2));
    return { features: { ...features, p: features.p.map((p, i) => (i % 9 === 0 ? Number.NaN : p)) }, target };
  };
  const train = draw(3000);
  const held = draw(1000);
  const params = { rounds: 200, subsample: 0.7, featureShare: 0.7, earlyStopping: { patience: 20 } };
  const model = await trainBoostedRegressor({ ...train, validation: draw(800), params, seed: 1 });
  const score = r2({ actual: held.target, predicted: predictBoostedValues(model, held.features) });
  assert.ok(score > 0.99, `R² ${score}`);
  assert.ok(model.importance[2]! < 0.05, `noise ${model.importance[2]}`);
});

for (const classes of [
  ['in', 'out'],
  ['in', 'out', 'never'],
]) {
  test(`of ${classes.length} classes the right one is probable, and probabilities sum to 1`, async () => {
    const { features, labels } = labelledRows(1500, { seed: 1 });
    const held = labelledRows(500, { seed: 2 });
    const model = await trainBoostedClassifier({
      features,
      labels,
      classes,
      params: { rounds: 60 },
      seed: 1,
    });
    const proba = predictBoostedProba(model, held.features);
    let right = 0;
    held.labels.forEach((label, row) => {
      const shares = proba.map((column) => column[row]!);
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
      if (classes[shares.indexOf(Math.max(...shares))] === label) right++;
    });
    assert.ok(right > 475, `${right} of 500`);
  });
}

test('early stopping keeps the trees up to the least validation loss', async () => {
  const noisy = labelledRows(400, { seed: 1, noise: 0.3 });
  const validation = labelledRows(400, { seed: 2, noise: 0.3 });
  const params = { rounds: 300, learningRate: 0.3, earlyStopping: { patience: 15 } };
  const model = await trainBoostedClassifier({ ...noisy, validation, params, seed: 1 });
  const losses = [...model.curve.validationLoss];
  const best = losses.indexOf(Math.min(...losses));
  assert.is(model.trees.length, best + 1);
  assert.is(losses.length, best + 1 + 15);
  assert.ok(model.curve.loss.at(-1)! < model.curve.loss[best]!);
});

test('a row of weight 0 is as good as not there', async () => {
  const { features, labels, classes } = labelledRows(300, { seed: 4 });
  const wrong = labels.map((label, row) => (row % 3 === 0 ? 'in' : label));
  const sampleWeight = Float64Array.from(labels, (_, row) => (row % 3 === 0 ? 0 : 1));
  const kept = Array.from(labels.keys()).filter((row) => row % 3 !== 0);
  const params = { rounds: 20 };
  const weighted = await trainBoostedClassifier({
    features,
    labels: wrong,
    classes,
    sampleWeight,
    params,
    seed: 1,
  });
  const without = await trainBoostedClassifier({
    features: {
      x: Float64Array.from(kept, (row) => features.x[row]!),
      y: Float64Array.from(kept, (row) => features.y[row]!),
    },
    labels: kept.map((row) => labels[row]!),
    classes,
    params,
    seed: 1,
  });
  const [first] = predictBoostedProba(weighted, features);
  const [second] = predictBoostedProba(without, features);
  const apart = first!.filter((share, row) => Math.abs(share - second![row]!) > 0.2).length;
  assert.ok(apart < 15, `${apart} of 300`);
});

const model = await trainBoostedClassifier({
  ...labelledRows(200, { seed: 5 }),
  params: { rounds: 5, maxDepth: 3 },
  seed: 9,
});

test('the same request gives the same bytes, and a model comes back from its file as it was', async () => {
  const again = await trainBoostedClassifier({
    ...labelledRows(200, { seed: 5 }),
    params: { rounds: 5, maxDepth: 3 },
    seed: 9,
  });
  assert.equal(encodeBoostedTrees(again), encodeBoostedTrees(model));
  assert.ok(isDeepStrictEqual(decodeBoostedTrees(encodeBoostedTrees(model)), model));
});

test('whatever byte of its file is changed, or wherever it is cut off, the file is refused', () => {
  const bytes = encodeBoostedTrees(model);
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at]! ^= 1 << (at % 8);
    assert.throws(() => decodeBoostedTrees(changed), /^not a file of boosted trees: /);
    assert.throws(() => decodeBoostedTrees(bytes.slice(0, at)), /^not a file of boosted trees: /);
  }
});

test('a file whose parts do not fit is refused, though its digest is right', () => {
  const refused = (change: Partial<BoostedTrees>, message: RegExp) =>
    assert.throws(() => decodeBoostedTrees(encodeBoostedTrees({ ...model, ...change })), message);
  refused({ task: 'regression' }, /a regression cannot have 2 classes/);
  refused({ features: ['x', 'x'] }, /a name stands twice/);
  refused({ base: Float64Array.of(Number.NaN) }, /a base is not a finite number/);
  refused({ params: { ...model.params, maxDepth: 0 } }, /maxDepth/);
  const [tree] = model.trees;
  refused(
    { trees: [{ ...tree!, feature: tree!.feature.map((f) => (f === 0xffff ? f : 7)) }] },
    /asks for feature 7/,
  );
});

test('parameters and rows that cannot be used are told', async () => {
  const data = labelledRows(20, { seed: 1 });
  const refusal = (change: object): Promise<string> =>
    trainBoostedClassifier({ ...data, seed: 1, ...change }).then(
      () => 'it trained',
      (error: Error) => error.message,
    );
  assert.match(
    await refusal({ params: { rounds: 0, depth: 3 } }),
    /boosting parameters:.*(depth.*rounds|rounds.*depth)/s,
  );
  assert.match(
    await refusal({ params: { earlyStopping: { patience: 3 } } }),
    /early stopping needs validation rows/,
  );
  assert.match(await refusal({ labels: data.labels.slice(1) }), /19 targets for 20 rows/);
  assert.is(await refusal({ signal: AbortSignal.abort(new Error('enough')) }), 'enough');
});

test.run();
