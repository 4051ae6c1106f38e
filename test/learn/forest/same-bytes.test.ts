import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { encodeForest } from '../../../src/learn/forest/encode-forest.ts';
import type { ForestModel } from '../../../src/learn/forest/forest-model.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';
import { trainForestRegressor } from '../../../src/learn/forest/train-forest-regressor.ts';

// These digests stand for every process, machine and Node version. A change of one means that models made
// before cannot be made again: it needs a line in the changelog.

const random = randomFrom(20261123);
const rows = 700;
const features = {
  x: Float64Array.from({ length: rows }, () => (random() < 0.05 ? Number.NaN : random())),
  y: Float32Array.from({ length: rows }, random),
  z: Int32Array.from({ length: rows }, () => Math.floor(random() * 9)),
};
const target = features.y.map((y, i) => y * features.z[i]! + (features.x[i] || 0));
const labels = Array.from(target, (value) => (value > 4 ? 'high' : value > 1 ? 'middle' : 'low'));
const classes = ['low', 'middle', 'high'];

function digest(model: ForestModel): string {
  return createHash('sha256').update(encodeForest(model)).digest('hex').slice(0, 16);
}

test('a classifier has the bytes it has always had', async () => {
  const params = { trees: 12, classWeight: 'balanced' as const, oobScore: true };
  const model = await trainForestClassifier({ features, labels, classes, params, seed: 42 });
  assert.is(digest(model), 'cde4424b6c64bfe2');
});

test('a regressor has the bytes it has always had', async () => {
  const params = { trees: 12, minSamplesLeaf: 3, maxFeatures: 0.7, subsample: 0.8, oobScore: true };
  const model = await trainForestRegressor({ features, target, params, seed: 42 });
  assert.is(digest(model), 'cdbad6c74de4b3b2');
});

test.run();
