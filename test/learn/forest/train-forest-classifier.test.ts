import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { encodeForest } from '../../../src/learn/forest/encode-forest.ts';
import { type ForestTree, LEAF } from '../../../src/learn/forest/forest-model.ts';
import type { ForestParams } from '../../../src/learn/forest/forest-params.ts';
import { predictForest } from '../../../src/learn/forest/predict-forest.ts';
import { predictForestProba } from '../../../src/learn/forest/predict-forest-proba.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';

/** One tree on all rows and features: a plain CART tree, whose every number can be worked out by hand. */
const PLAIN: Partial<ForestParams> = { trees: 1, bootstrap: false, maxFeatures: 'all' };
const AB = ['a', 'b'];

function column(...values: number[]): Float64Array {
  return Float64Array.from(values);
}

async function rejection(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

test('a single class makes trees of one leaf, with probability 1', async () => {
  const features = { x: column(1, 2, 3) };
  const model = await trainForestClassifier({ features, labels: ['a', 'a', 'a'], classes: AB, seed: 1 });
  assert.is(model.trees.length, 100);
  for (const tree of model.trees) assert.is(tree.feature.length, 1);
  assert.equal(predictForestProba(model, features), [column(1, 1, 1), column(0, 0, 0)]);
  assert.equal(model.importance, column(0));
});

test('one row is learned', async () => {
  const features = { x: column(5) };
  const model = await trainForestClassifier({ features, labels: ['b'], classes: AB, seed: 1 });
  assert.equal(predictForest(model, { x: column(-1, 5, Number.NaN) }), ['b', 'b', 'b']);
});

test('a cut stands midway between the nearest values of both sides, and pure nodes are leaves', async () => {
  const features = { x: column(1, 2, 4, 10) };
  const labels = ['a', 'a', 'b', 'b'];
  const { trees } = await trainForestClassifier({ features, labels, classes: AB, params: PLAIN, seed: 1 });
  const [tree] = trees;
  assert.equal(tree?.feature, Uint16Array.of(0, 0xffff, 0xffff));
  assert.equal(tree?.threshold, column(3, 0, 0));
  assert.equal(tree?.right, Int32Array.of(2, 0, 1));
  assert.equal(tree?.leaves, Uint32Array.of(2, 0, 0, 2));
});

test('XOR is learned, though no first cut gains anything', async () => {
  const features = { x: column(0, 0, 1, 1), y: column(0, 1, 0, 1) };
  const labels = ['a', 'b', 'b', 'a'];
  const model = await trainForestClassifier({ features, labels, classes: AB, params: PLAIN, seed: 1 });
  assert.equal(predictForest(model, features), labels);
  assert.is(model.trees[0]?.feature.length, 7);
});

test('constant features make one leaf, which has the class shares', async () => {
  const features = { x: column(7, 7, 7, 7), y: new Float64Array(4).fill(Number.NaN) };
  const labels = ['a', 'b', 'b', 'b'];
  const model = await trainForestClassifier({ features, labels, classes: AB, params: PLAIN, seed: 1 });
  assert.equal(model.trees[0]?.leaves, Uint32Array.of(1, 3));
  assert.equal(predictForestProba(model, { x: column(0), y: column(0) }), [column(0.25), column(0.75)]);
});

test('a feature that is drawn where it is constant does not stop a tree from splitting', async () => {
  const constants = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, column(1, 1, 1, 1)]));
  const features = { ...constants, x: column(1, 2, 3, 4) };
  const labels = ['a', 'a', 'b', 'b'];
  const params = { ...PLAIN, trees: 10, maxFeatures: 1 };
  const model = await trainForestClassifier({ features, labels, classes: AB, params, seed: 1 });
  for (const tree of model.trees) assert.is(tree.feature[0], 20);
});

test('missing values go where they lower impurity, and a column that is all missing is of no use', async () => {
  const gone = Number.NaN;
  const features = { none: column(gone, gone, gone, gone, gone), x: column(1, 2, gone, 3, gone) };
  const labels = ['a', 'a', 'a', 'b', 'a'];
  const model = await trainForestClassifier({ features, labels, classes: AB, params: PLAIN, seed: 1 });
  const [tree] = model.trees;
  assert.equal(tree?.feature, Uint16Array.of(1, 0xffff, 0xffff));
  assert.equal(tree?.threshold, column(2.5, 0, 0));
  assert.equal(tree?.missingLeft, Uint8Array.of(1, 0, 0));
  assert.equal(predictForest(model, features), labels);
});

test('being missing can be what tells classes apart', async () => {
  const features = { x: column(1, Number.NaN, 3, Number.NaN) };
  const labels = ['a', 'b', 'a', 'b'];
  const model = await trainForestClassifier({ features, labels, classes: AB, params: PLAIN, seed: 1 });
  assert.is(model.trees[0]?.threshold[0], Number.POSITIVE_INFINITY);
  assert.is(model.trees[0]?.missingLeft[0], 0);
  assert.equal(predictForest(model, features), labels);
});

test('a value missing only when predicting goes where more training rows went', async () => {
  const features = { x: column(1, 2, 3, 4, 9) };
  const labels = ['a', 'a', 'a', 'a', 'b'];
  const model = await trainForestClassifier({ features, labels, classes: AB, params: PLAIN, seed: 1 });
  assert.equal(predictForest(model, { x: column(Number.NaN) }), ['a']);
});

test('a class without rows has probability 0, whatever the class weights', async () => {
  const features = { x: column(1, 2, 3, 4) };
  const labels = ['a', 'c', 'a', 'c'];
  const params = { classWeight: 'balanced' as const };
  const classes = ['a', 'b', 'c', 'd'];
  const model = await trainForestClassifier({ features, labels, classes, params, seed: 1 });
  const proba = predictForestProba(model, features);
  assert.equal(proba[1], column(0, 0, 0, 0));
  assert.equal(proba[3], column(0, 0, 0, 0));
  assert.equal(model.classWeights, column(1, 1, 1, 1));
});

test('class weights scale the shares of a leaf', async () => {
  const features = { x: column(1, 1, 1, 1) };
  const request = { features, labels: ['a', 'b', 'b', 'b'], classes: AB, seed: 1 };
  const given = await trainForestClassifier({ ...request, params: { ...PLAIN, classWeight: { a: 9 } } });
  assert.equal(predictForestProba(given, features)[0], column(0.75, 0.75, 0.75, 0.75));
  const even = await trainForestClassifier({ ...request, params: { ...PLAIN, classWeight: 'balanced' } });
  assert.equal(even.classWeights, column(2, 4 / 6));
  assert.equal(predictForestProba(even, features)[0], column(0.5, 0.5, 0.5, 0.5));
});

test('class weights decide between cuts', async () => {
  // Σ w_c²/w: a cut on x gives 9/3 + (9 + 4w²)/(3 + 2w), on y (36 + w²)/(6 + w) + w, with w the weight of b:
  // 5.60 and 6.29 at w = 1, 200.1 and 194.7 at w = 100.
  const features = { x: column(1, 1, 1, 2, 2, 2, 2, 2), y: column(1, 1, 1, 1, 1, 1, 1, 2) };
  const request = { features, labels: ['a', 'a', 'a', 'a', 'a', 'a', 'b', 'b'], classes: AB, seed: 1 };
  const even = await trainForestClassifier({ ...request, params: { ...PLAIN, maxDepth: 1 } });
  assert.is(even.trees[0]?.feature[0], 1);
  const params = { ...PLAIN, maxDepth: 1, classWeight: { b: 100 } };
  const weighted = await trainForestClassifier({ ...request, params });
  assert.is(weighted.trees[0]?.feature[0], 0);
});

test('leaf and split sizes and depth are kept to', async () => {
  const random = randomFrom(5);
  const x = Float64Array.from({ length: 300 }, random);
  const labels = Array.from({ length: 300 }, () => (random() < 0.5 ? 'a' : 'b'));
  const request = { features: { x }, labels, classes: AB, seed: 1 };
  const leaf = await trainForestClassifier({ ...request, params: { ...PLAIN, minSamplesLeaf: 20 } });
  const sizes = leafSizes(leaf.trees[0]!.leaves as Uint32Array);
  assert.ok(sizes.length > 3 && Math.min(...sizes) >= 20, `leaves of ${sizes}`);
  const split = await trainForestClassifier({ ...request, params: { ...PLAIN, minSamplesSplit: 301 } });
  assert.is(split.trees[0]?.feature.length, 1);
  const depth = await trainForestClassifier({ ...request, params: { ...PLAIN, maxDepth: 3 } });
  assert.is(depthOf(depth.trees[0]!), 3);
  const free = await trainForestClassifier({ ...request, params: PLAIN });
  assert.ok(depthOf(free.trees[0]!) > 10);
});

function depthOf(tree: ForestTree, node = 0): number {
  if (tree.feature[node] === LEAF) return 0;
  return 1 + Math.max(depthOf(tree, node + 1), depthOf(tree, tree.right[node]!));
}

function leafSizes(counts: Uint32Array): number[] {
  return Array.from({ length: counts.length / 2 }, (_, l) => counts[2 * l]! + counts[2 * l + 1]!);
}

test('a bootstrap draws as many rows as there are, a subsample so many of them', async () => {
  const x = Float64Array.from({ length: 1000 }, (_, i) => i);
  const labels = Array.from(x, (value) => (value % 2 === 0 ? 'a' : 'b'));
  const request = { features: { x }, labels, classes: AB, seed: 4 };
  const drawn = async (params: Partial<ForestParams>): Promise<number> => {
    const { trees } = await trainForestClassifier({ ...request, params: { ...params, trees: 1 } });
    return leafSizes(trees[0]!.leaves as Uint32Array).reduce((sum, size) => sum + size, 0);
  };
  assert.is(await drawn({}), 1000);
  assert.is(await drawn({ subsample: 0.25 }), 250);
  assert.is(await drawn({ subsample: 0.25, bootstrap: false }), 250);
  assert.is(await drawn({ bootstrap: false }), 1000);
});

test('the same request gives the same bytes, another seed others', async () => {
  const random = randomFrom(9);
  const features = {
    x: Float64Array.from({ length: 500 }, random),
    y: Float32Array.from({ length: 500 }, random),
  };
  const labels = Array.from(features.x, (x, i) => (x + features.y[i]! + random() > 1.5 ? 'a' : 'b'));
  const bytes = async (seed: number): Promise<string> => {
    const model = await trainForestClassifier({ features, labels, classes: AB, params: { trees: 9 }, seed });
    return Buffer.from(encodeForest(model)).toString('base64');
  };
  assert.is(await bytes(1), await bytes(1));
  assert.is.not(await bytes(1), await bytes(2));
});

test('what separates classes is learned: held-out rows, and out-of-bag rows, are right', async () => {
  const random = randomFrom(11);
  const draw = (rows: number) => {
    const uniform = () => Float64Array.from({ length: rows }, random);
    const features = { p: uniform(), q: uniform(), r: uniform(), noise: uniform() };
    const labels = Array.from({ length: rows }, (_, i) => {
      const score = features.p[i]! + features.q[i]! * features.r[i]!;
      return score > 0.9 ? 'high' : score > 0.6 ? 'middle' : 'low';
    });
    return { features, labels };
  };
  const train = draw(3000);
  const fresh = draw(1000);
  const params = { oobScore: true };
  const classes = ['low', 'middle', 'high'];
  const model = await trainForestClassifier({ ...train, classes, params, seed: 2 });
  const right = predictForest(model, fresh.features).filter((name, i) => name === fresh.labels[i]).length;
  assert.ok(right > 950, `${right} of 1000 right`);
  assert.is(model.outOfBag?.rows, 3000);
  assert.ok(Math.abs(model.outOfBag!.score - right / 1000) < 0.025, `out of bag ${model.outOfBag?.score}`);
  const [p, , , noise] = model.importance;
  assert.ok(p! > 0.3 && noise! < 0.1, `importance ${model.importance}`);
});

test('progress counts each tree, and a signal stops training with its reason', async () => {
  const x = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i));
  const labels = Array.from(x, (_, i) => AB[i % 2]!);
  const seen: number[] = [];
  const stop = new AbortController();
  const onProgress = ({ done, total }: { done: number; total: number }): void => {
    seen.push(done);
    assert.is(total, 50);
    if (done === 7) stop.abort(new Error('enough'));
  };
  const request = { features: { x }, labels, classes: AB, params: { trees: 50 }, seed: 1 };
  const message = await rejection(() =>
    trainForestClassifier({ ...request, onProgress, signal: stop.signal }),
  );
  assert.is(message, 'enough');
  assert.equal(seen, [1, 2, 3, 4, 5, 6, 7]);
});

test('bad input is an error that says what is wrong', async () => {
  const good = { features: { x: column(1, 2) }, labels: ['a', 'b'], classes: AB, seed: 1 };
  const said = (change: object): Promise<string> =>
    rejection(() => trainForestClassifier({ ...good, ...change }));
  assert.is(await said({ labels: ['a', 'z'] }), 'row 1 has the label "z", which is not one of a, b');
  assert.is(await said({ labels: ['a', null] }), 'row 1 has the label null, which is not one of a, b');
  assert.is(await said({ labels: ['a'] }), 'there are 1 labels for 2 rows');
  assert.is(await said({ features: {} }), 'a forest needs at least one feature column');
  assert.is(await said({ features: { x: column() } }), 'a forest needs at least one row');
  assert.is(
    await said({ features: { x: column(1, Infinity) } }),
    'feature "x" is infinite in row 1; use NaN for missing',
  );
  assert.is(await said({ features: { x: ['1', '2'] } }), 'feature "x" must be a typed array of numbers');
  assert.is(await said({ features: { x: column(1, 2), y: column(1) } }), 'feature "y" has 1 rows, "x" has 2');
  assert.is(await said({ classes: ['a', 'a'] }), 'a class is named twice in `classes`');
  assert.is(
    await said({ params: { classWeight: { z: 2 } } }),
    'classWeight names "z", which is not one of a, b',
  );
  assert.is(await said({ threads: 0 }), 'threads must be a whole number from 1, not 0');
});

test('a column that the model needs and does not get is named', async () => {
  const model = await trainForestClassifier({
    features: { x: column(1, 2) },
    labels: ['a', 'b'],
    classes: AB,
    seed: 1,
  });
  assert.throws(
    () => predictForest(model, { y: column(1) }),
    'the model needs the feature "x", which is not there',
  );
  assert.equal(predictForest(model, { x: column(), y: column() }), []);
});

test('a row is drawn in proportion to its sample weight, and one of weight 0 never', async () => {
  const random = randomFrom(5);
  const x = Float64Array.from({ length: 2000 }, random);
  // Each place has both labels; which one leads is the weights' doing.
  const labels = Array.from(x, (_, row) => (row % 2 === 0 ? 'a' : 'b'));
  const train = { features: { x }, labels, classes: ['a', 'b'], params: { trees: 30, maxDepth: 2 }, seed: 1 };
  const shareOfA = async (weight: number): Promise<number> => {
    const sampleWeight = x.map((_, row) => (row % 2 === 0 ? weight : 1));
    const model = await trainForestClassifier({ ...train, sampleWeight });
    const [a] = predictForestProba(model, { x });
    return a!.reduce((sum, share) => sum + share, 0) / x.length;
  };
  assert.ok(Math.abs((await shareOfA(1)) - 0.5) < 0.02);
  assert.ok(Math.abs((await shareOfA(3)) - 0.75) < 0.02);
  assert.is(await shareOfA(0), 0);
  const said = await trainForestClassifier({ ...train, sampleWeight: x, params: { bootstrap: false } }).catch(
    (error: Error) => error.message,
  );
  assert.is(said, 'sample weights decide how rows are drawn: they need bootstrap, and the histogram engine');
});

test.run();
