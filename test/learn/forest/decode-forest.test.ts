import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { decodeForest } from '../../../src/learn/forest/decode-forest.ts';
import { encodeForest } from '../../../src/learn/forest/encode-forest.ts';
import type { ForestClassifier, ForestModel } from '../../../src/learn/forest/forest-model.ts';
import { predictForest } from '../../../src/learn/forest/predict-forest.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';
import { trainForestRegressor } from '../../../src/learn/forest/train-forest-regressor.ts';

const random = randomFrom(1);
const features = {
  x: Float64Array.from({ length: 60 }, () => (random() < 0.1 ? Number.NaN : random())),
  'ß "€"': Float64Array.from({ length: 60 }, random),
};
const labels = Array.from(features.x, (x) => (x > 0.5 ? 'buy' : x > 0.2 ? 'hold' : 'sell'));
const classifier = await trainForestClassifier({
  features,
  labels,
  classes: ['sell', 'hold', 'buy'],
  params: { trees: 4, oobScore: true, classWeight: { sell: 2, buy: 1.5 } },
  seed: 4_000_000_000,
});
const regressor = await trainForestRegressor({
  features,
  target: Float64Array.from({ length: 60 }, random),
  params: { trees: 3, maxDepth: 4 },
  seed: 2,
});
const FILES = [encodeForest(classifier), encodeForest(regressor)] as const;

/** The same bytes with a digest that fits, as one who means harm would write them. */
function signed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 32) return bytes;
  const copy = Uint8Array.from(bytes);
  copy.set(createHash('sha256').update(copy.subarray(0, -32)).digest(), copy.length - 32);
  return copy;
}

/** The file with its header's text changed, lengths and digest set right. */
function withHeader(bytes: Uint8Array, edit: (text: string) => string): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(12, true);
  const text = new TextEncoder().encode(edit(Buffer.from(bytes.subarray(16, 16 + length)).toString()));
  const changed = Buffer.concat([bytes.subarray(0, 16), text, bytes.subarray(16 + length)]);
  changed.writeUInt32LE(text.length, 12);
  return signed(changed);
}

/** Where the first tree begins. */
function firstTree(bytes: Uint8Array, model: ForestModel): number {
  const classes = model.task === 'classification' ? model.classes.length : 0;
  return 16 + new DataView(bytes.buffer).getUint32(12, true) + 8 * (classes + model.features.length);
}

function withBytes(bytes: Uint8Array, edit: (view: DataView) => void): Uint8Array {
  const copy = Uint8Array.from(bytes);
  edit(new DataView(copy.buffer));
  return signed(copy);
}

function fault(bytes: Uint8Array): string {
  try {
    decodeForest(bytes);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was read';
}

test('what was written is read back whole, and written again to the same bytes', () => {
  assert.equal(decodeForest(FILES[0]), classifier);
  assert.equal(decodeForest(FILES[1]), regressor);
  assert.equal(encodeForest(decodeForest(FILES[0])), FILES[0]);
  assert.equal(predictForest(decodeForest(FILES[0]), features), predictForest(classifier, features));
});

test('a file is read from the middle of a larger buffer', () => {
  const larger = new Uint8Array(FILES[0].length + 20);
  larger.set(FILES[0], 7);
  assert.equal(decodeForest(larger.subarray(7, 7 + FILES[0].length)), classifier);
});

test('the order in which class weights were given does not change the bytes', () => {
  const params = { ...classifier.params, classWeight: { buy: 1.5, sell: 2 } };
  assert.equal(encodeForest({ ...classifier, params }), FILES[0]);
});

test('any cut, and any changed byte, is an error', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FILES), fc.nat(), fc.integer({ min: 1, max: 255 }), (file, at, change) => {
      const cut = file.subarray(0, at % file.length);
      const flipped = Uint8Array.from(file);
      flipped[at % file.length]! ^= change;
      return [cut, flipped].every((bytes) => fault(bytes).startsWith('not a forest file: '));
    }),
  );
});

test('with a digest that fits, any change is an error or a model that predicts for every row', () => {
  const rows = features.x.length;
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  let read = 0;
  fc.assert(
    fc.property(fc.constantFrom(...FILES), edits, fc.nat({ max: 300 }), (file, changes, cut) => {
      const bytes = Uint8Array.from(file.subarray(0, cut % 3 === 0 ? file.length - cut : file.length));
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const hostile = signed(bytes);
      const message = fault(hostile);
      if (message !== 'it was read') return message.startsWith('not a forest file: ');
      read++;
      const model = decodeForest(hostile);
      const input = Object.fromEntries(model.features.map((name) => [name, features.x]));
      const predicted = predictForest(model, input);
      if (predicted.length !== rows) return false;
      // One model has one file.
      assert.equal(encodeForest(model), hostile);
      return model.task === 'regression'
        ? (predicted as Float64Array).every((value) => !Number.isNaN(value))
        : (predicted as string[]).every((name) => model.classes.includes(name));
    }),
    { numRuns: 2000 },
  );
  assert.ok(read > 20, `only ${read} changed files were read: the test shows nothing`);
});

test('bytes of any kind are an error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => fault(bytes) !== 'it was read'));
  assert.is(fault(new Uint8Array(3)), 'not a forest file: 3 bytes are too few');
  assert.is(fault(new Uint8Array(100)), 'not a forest file: it does not begin with LBFOREST');
});

test('each hostile file is refused with the reason', () => {
  const [file] = FILES;
  const tree = firstTree(file, classifier);
  const nodes = classifier.trees[0]!.feature.length;
  const splits = (nodes - 1) / 2;
  const thresholds = tree + 4 + 2 * nodes;
  const said = (bytes: Uint8Array) => fault(bytes).replace('not a forest file: ', '');

  assert.is(said(withBytes(file, (v) => v.setUint32(8, 2, true))), 'its version is 2, known is 1');
  assert.match(
    said(withBytes(file, (v) => v.setUint32(12, 0xffffffff, true))),
    /^a header of 4294967295 bytes/,
  );
  assert.match(said(withBytes(file, (v) => v.setUint32(12, 1e6, true))), /^it ends where 1000000 more bytes/);
  assert.match(
    said(withBytes(file, (v) => v.setUint32(tree, 0xffffffff, true))),
    /^tree 0: it ends where 8589934590 more bytes should be/,
  );
  assert.is(said(withBytes(file, (v) => v.setUint32(tree, 4, true))), 'tree 0: 4 nodes make no binary tree');
  assert.is(
    said(withBytes(file, (v) => v.setUint16(tree + 4, 2, true))),
    'tree 0: node 0 asks for feature 2, which is not there',
  );
  assert.is(
    said(withBytes(file, (v) => v.setUint16(tree + 4, 0xffff, true))),
    'tree 0: nodes follow its last leaf',
  );
  assert.is(
    said(withBytes(file, (v) => v.setUint16(tree + 4 + 2 * (nodes - 1), 0, true))),
    'tree 0: it has too few leaves',
  );
  assert.is(
    said(withBytes(file, (v) => v.setFloat64(thresholds, Number.NaN, true))),
    'tree 0: node 0 has the threshold NaN',
  );
  assert.is(
    said(withBytes(file, (v) => v.setUint8(thresholds + 8 * splits, 2))),
    'tree 0: node 0 sends missing values to side 2',
  );
  const leaf = thresholds + 9 * splits;
  assert.is(
    said(withBytes(file, (v) => [0, 4, 8].map((at) => v.setUint32(leaf + at, 0)))),
    'tree 0: leaf 0 has no rows',
  );
  assert.is(
    said(withBytes(file, (v) => v.setFloat64(tree - 40, Number.POSITIVE_INFINITY, true))),
    'a class weight is out of bounds',
  );
  assert.is(
    said(withBytes(file, (v) => v.setFloat64(tree - 8, -1, true))),
    'an importance is not between 0 and 1',
  );
  assert.is(said(signed(Buffer.concat([file, Buffer.alloc(9)]))), '9 bytes follow its last tree');

  const [, numbers] = FILES;
  const root = firstTree(numbers, regressor);
  const size = regressor.trees[0]!.feature.length;
  const means = root + 4 + 2 * size + (9 * (size - 1)) / 2;
  assert.is(
    said(withBytes(numbers, (v) => v.setFloat64(means, Number.NaN, true))),
    'tree 0: a leaf is not a finite number',
  );
});

test('each hostile header is refused with the reason', () => {
  const [file] = FILES;
  const said = (edit: (text: string) => string) =>
    fault(withHeader(file, edit)).replace('not a forest file: ', '');
  assert.is(
    said(() => '{'),
    'its header is not JSON',
  );
  assert.is(
    said(() => '[]'),
    'its header is not as it should be',
  );
  assert.is(
    said((text) => ` ${text}`),
    'its header is not in the canonical form',
  );
  assert.is(
    said((text) => text.replace('{', '{"more":1,')),
    'its header is not in the canonical form',
  );
  assert.is(
    said((text) => text.replace('"histogram"', '"eval"')),
    'its engine is not known',
  );
  assert.is(
    said((text) => text.replace('"x"', '7')),
    'a feature name is not text',
  );
  assert.is(
    said((text) => text.replace('"hold"', '"sell"')),
    'a class name stands twice',
  );
  assert.is(
    said((text) => text.replace('"seed":4', '"seed":-4')),
    'its seed is not a 32-bit number',
  );
  assert.match(
    said((text) => text.replace('"trees":4', '"trees":1e9')),
    /trees must be a whole number from 1 to 65536/,
  );
  assert.match(
    said((text) => text.replace('"trees":4', '"trees":65536')),
    /^tree 4: /,
  );
  assert.match(
    said((text) => text.replace('"trees":4', '"trees":3')),
    /bytes follow its last tree$/,
  );
  const deep = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;
  assert.is(
    said((text) => text.replace('"x"', deep)),
    'a feature name is not text',
  );
});

test('a tree that is one long branch is read and used without deep recursion', () => {
  const splits = 200_000;
  const feature = new Uint16Array(2 * splits + 1).fill(0xffff);
  const right = new Int32Array(2 * splits + 1);
  const threshold = new Float64Array(2 * splits + 1);
  for (let i = 0; i < splits; i++) {
    feature[2 * i] = 0;
    right[2 * i] = 2 * i + 2;
    right[2 * i + 1] = i;
    threshold[2 * i] = i;
  }
  right[2 * splits] = splits;
  const leaves = new Uint32Array(3 * (splits + 1)).fill(1);
  const branch = { feature, right, threshold, missingLeft: new Uint8Array(feature.length), leaves };
  const params = { ...classifier.params, trees: 1 };
  const model: ForestClassifier = { ...classifier, params, trees: [branch] };
  const back = decodeForest(encodeForest(model));
  assert.equal(back.trees[0]?.right, right);
  assert.is(
    predictForest(back, { ...features, x: Float64Array.of(1e9), 'ß "€"': Float64Array.of(1) }).length,
    1,
  );
});

test.run();
