import { RandomForestClassifier, RandomForestRegression } from 'ml-random-forest';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveSeed, randomFrom } from '../../../src/base/random.ts';
import { decodeForest } from '../../../src/learn/forest/decode-forest.ts';
import { encodeForest } from '../../../src/learn/forest/encode-forest.ts';
import { impurityImportance } from '../../../src/learn/forest/impurity-importance.ts';
import { predictForest } from '../../../src/learn/forest/predict-forest.ts';
import { predictForestProba } from '../../../src/learn/forest/predict-forest-proba.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';
import { trainForestRegressor } from '../../../src/learn/forest/train-forest-regressor.ts';

const engine = 'ml-random-forest';
const classes = ['sell', 'hold', 'buy'];

function task(rows: number) {
  const random = randomFrom(rows);
  const uniform = () => Float64Array.from({ length: rows }, () => Math.round(random() * 40) / 10 - 2);
  const features = { p: uniform(), q: uniform(), r: uniform(), s: uniform() };
  const target = features.p.map((p, i) => p * features.q[i]! + features.r[i]!);
  const codes = Array.from(target, (value) => (value > 1 ? 2 : value < -1 ? 0 : 1));
  const labels = codes.map((code) => classes[code]!);
  const table = Array.from({ length: rows }, (_, i) => Object.values(features).map((column) => column[i]!));
  return { features, target, codes, labels, table };
}

test('one tree predicts what the package itself predicts', async () => {
  const { features, labels, codes, table } = task(200);
  const params = { trees: 1, maxDepth: 6 };
  const model = await trainForestClassifier({ features, labels, classes, params, seed: 3, engine });
  const own = new RandomForestClassifier({
    nEstimators: 1,
    maxFeatures: 4,
    replacement: false,
    seed: deriveSeed(3, 'tree 0'),
    noOOB: true,
    treeOptions: { gainThreshold: 0, maxDepth: 6, minNumSamples: 1 },
  });
  own.train(table, codes);
  assert.equal(
    predictForest(model, features),
    own.predict(table).map((code) => classes[code]!),
  );
});

test('a forest answers with the share of its trees that vote for a class', async () => {
  const { features, labels } = task(150);
  const params = { trees: 8, maxDepth: 3, maxFeatures: 1 };
  const model = await trainForestClassifier({ features, labels, classes, params, seed: 3, engine });
  const proba = predictForestProba(model, features);
  for (const [row, share] of proba[1]!.entries()) {
    assert.is(Number.isInteger(share * 8), true);
    assert.is(proba[0]![row]! + share + proba[2]![row]!, 1);
  }
  const drawn = model.trees.map(({ feature }) => new Set(feature.filter((f) => f !== 0xffff)).size);
  assert.ok(Math.max(...drawn) === 1, 'each tree draws one feature for all its splits');
});

test('a regressor predicts what the package itself predicts', async () => {
  const { features, target, table } = task(120);
  const params = { trees: 1, maxDepth: 4, bootstrap: false };
  const model = await trainForestRegressor({ features, target, params, seed: 9, engine });
  const own = new RandomForestRegression({
    nEstimators: 1,
    maxFeatures: 4,
    replacement: false,
    seed: deriveSeed(9, 'tree 0'),
    useSampleBagging: false,
    noOOB: true,
    treeOptions: { gainThreshold: 0, maxDepth: 4, minNumSamples: 1 },
  });
  own.train(table, Array.from(target));
  assert.equal(Array.from(predictForest(model, features)), own.predict(table));
});

test('where no cut gains one hundredth, it still learns', async () => {
  // Of 200 equal classes, halving lowers the Gini impurity from 1 − 1/200 to 1 − 1/100: by 0.005.
  const rows = 400;
  const names = Array.from({ length: 200 }, (_, i) => `c${i}`);
  const features = { x: Float64Array.from({ length: rows }, (_, i) => i) };
  const labels = names.flatMap((name) => [name, name]);
  const params = { trees: 5 };
  const model = await trainForestClassifier({ features, labels, classes: names, params, seed: 1, engine });
  assert.ok(new Set(predictForest(model, features)).size > 100);
  const own = new RandomForestClassifier({ nEstimators: 5, seed: 1, noOOB: true });
  own.train(
    Array.from(features.x, (x) => [x]),
    labels.map((name) => names.indexOf(name)),
  );
  assert.ok(new Set(own.predict(Array.from(features.x, (x) => [x]))).size < 10, 'the default collapses');
});

test('its model is written and read like any other, and made again from its seed', async () => {
  const { features, labels } = task(100);
  const train = (seed: number) =>
    trainForestClassifier({ features, labels, classes, params: { trees: 3 }, seed, engine });
  const model = await train(1);
  assert.is(model.engine, engine);
  const bytes = encodeForest(model);
  assert.equal(decodeForest(bytes), model);
  assert.equal(encodeForest(await train(1)), bytes);
  assert.not.equal(encodeForest(await train(2)), bytes);
  assert.throws(() => impurityImportance(model), /tells no impurity importance/);
});

test('above 2,000 rows, and not at 2,000, it warns with an estimate in minutes', async () => {
  const warned = async (rows: number): Promise<string[]> => {
    const { features, labels } = task(rows);
    const warnings: string[] = [];
    const stop = new AbortController();
    const params = { trees: 1000, maxDepth: 1 };
    const control = {
      signal: stop.signal,
      onWarning: (message: string) => warnings.push(message),
      onProgress: () => stop.abort(),
    };
    try {
      await trainForestClassifier({ features, labels, classes, params, seed: 1, engine, ...control });
    } catch (error) {
      assert.is((error as Error).name, 'AbortError');
    }
    return warnings;
  };
  assert.equal(await warned(2000), []);
  const [warning] = await warned(2001);
  assert.match(
    warning ?? '',
    /^engine ml-random-forest needs about \d+ minutes? for 1000 trees on 2001 rows \(its time grows with/,
  );
});

test('what the package cannot do is an error', async () => {
  const { features, labels } = task(20);
  const said = async (change: object): Promise<string> => {
    try {
      await trainForestClassifier({ features, labels, classes, seed: 1, engine, ...change });
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };
  assert.is(
    await said({ params: { minSamplesLeaf: 2, oobScore: true } }),
    'engine ml-random-forest does not have minSamplesLeaf other than 1, oobScore',
  );
  features.q[4] = Number.NaN;
  assert.is(await said({}), 'feature "q" is missing in row 4; engine ml-random-forest has no missing values');
});

test.run();
