import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { digestBytes } from '../../../src/base/digest.ts';
import { decodeNetwork } from '../../../src/learn/network/decode-network.ts';
import { encodeNetwork } from '../../../src/learn/network/encode-network.ts';
import type { NetworkModel } from '../../../src/learn/network/network-model.ts';
import { predictNetworkProba } from '../../../src/learn/network/predict-network-proba.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../src/learn/network/safetensors.ts';
import { trainNetworkClassifier } from '../../../src/learn/network/train-network-classifier.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const data = labelledRows(120, { seed: 4 });

async function trained(): Promise<NetworkModel> {
  return trainNetworkClassifier({
    ...data,
    params: {
      layers: [{ units: 6, activation: 'tanh', dropout: 0.2, l2: 0.001 }, { units: 4 }],
      epochs: 3,
      classWeight: { in: 2 },
    },
    seed: 8,
  });
}

const model = await trained();
const encoded = encodeNetwork(model);

/** What a reader gets: the JSON as a file holds it. */
function topology(): Record<string, unknown> {
  return JSON.parse(canonicalJson(encoded.topology));
}

test('a model comes back from its files as it was, and predicts the same bits', async () => {
  const read = decodeNetwork({ weights: encoded.weights, topology: topology() });
  assert.ok(isDeepStrictEqual(read, model));
  assert.equal(
    await predictNetworkProba(read, data.features),
    await predictNetworkProba(model, data.features),
  );
});

test('a model trained again after others has the same files, with no name that was counted up', async () => {
  const again = encodeNetwork(await trained());
  assert.equal(again.weights, encoded.weights);
  assert.is(canonicalJson(again.topology), canonicalJson(encoded.topology));
  assert.equal(
    [...decodeSafetensors(encoded.weights).keys()],
    [0, 1, 2].flatMap((i) => [`dense.${i}.bias`, `dense.${i}.kernel`]),
  );
});

test('a weight that is not a finite number is not written', () => {
  const layers = model.layers.map((layer) => ({ ...layer, bias: layer.bias.map(() => Number.NaN) }));
  assert.throws(() => encodeNetwork({ ...model, layers }), /weights dense\.0\.bias are not all finite/);
});

test('weights that were cut off, lengthened or changed in one bit are refused before they are read', () => {
  const { weights } = encoded;
  const read = (bytes: Uint8Array) => () => decodeNetwork({ weights: bytes, topology: topology() });
  assert.throws(read(weights.subarray(0, -1)), /have \d+ bytes, their topology names \d+/);
  assert.throws(read(Buffer.concat([weights, Buffer.of(0)])), /have \d+ bytes, their topology names \d+/);
  for (const at of [0, 20, weights.length - 1]) {
    const changed = weights.slice();
    changed[at] = (changed[at] as number) ^ 1;
    assert.throws(read(changed), /the weights are damaged: their digest is sha256:/);
  }
});

test('weights of other names or shapes are refused even where their digest is right', () => {
  const tensors = [...decodeSafetensors(encoded.weights).values()];
  const read = (list: typeof tensors) => () => {
    const weights = encodeSafetensors(list);
    decodeNetwork({
      weights,
      topology: { ...topology(), weights: { digest: digestBytes(weights), bytes: weights.length } },
    });
  };
  read(tensors)();
  assert.throws(
    read(tensors.map((one) => (one.name === 'dense.0.bias' ? { ...one, name: 'dense.0.gamma' } : one))),
    /no tensor "dense\.0\.bias"/,
  );
  assert.throws(
    read(tensors.map((one) => (one.name === 'dense.0.kernel' ? { ...one, shape: [6, 2] } : one))),
    /dense\.0\.kernel have the shape \[6, 2\], not \[2, 6\]/,
  );
  assert.throws(
    read([...tensors, { name: 'x', shape: [1], values: Float32Array.of(1) }]),
    /hold 7 tensors; 3 layers have 6/,
  );
  assert.throws(
    read(tensors.map((one) => ({ ...one, values: one.values.map(() => Number.POSITIVE_INFINITY) }))),
    /not all finite numbers/,
  );
});

test('a topology that does not fit together is refused with what does not', () => {
  const whole = topology();
  const layers = whole.layers as Record<string, unknown>[];
  const withLayer = (at: number, change: object): object => ({
    layers: layers.map((layer, i) => (i === at ? { ...layer, ...change } : layer)),
  });
  const cases: readonly [object, RegExp][] = [
    [{ format: 'labbook-network/1' }, /format/],
    [{ extra: 1 }, /extra/],
    [{ features: ['x', 'x'] }, /one feature twice/],
    [{ classes: ['in', 'in'] }, /one class twice/],
    [{ classes: ['in'] }, /cannot have 1 classes/],
    [{ classes: ['in', 'out', 'on'] }, /ends in 2 outputs, and needs 3/],
    [withLayer(1, { inputs: 7 }), /layer 1 takes 7 inputs, but gets 6/],
    [withLayer(0, { activation: 'softmax' }), /layer 0 cannot have the activation "softmax"/],
    [withLayer(0, { activation: 'eval' }), /layers\[0\]\.activation/],
    [withLayer(0, { units: 1e12 }), /layers\[0\]\.units/],
    [{ weights: { digest: 'sha256:0', bytes: 1 } }, /sha256:<64 hex digits>/],
    [{ layers: [] }, /layers/],
    [{ training: { ...(whole.training as object), backend: 'webgl' } }, /training\.backend/],
  ];
  for (const [change, message] of cases) {
    assert.throws(
      () => decodeNetwork({ weights: encoded.weights, topology: { ...whole, ...change } }),
      message,
      JSON.stringify(change),
    );
  }
});

test('a topology that asks for more weights than memory is refused by arithmetic alone', () => {
  const wide = 65_536;
  const layer = { kind: 'dense', activation: 'relu', dropout: 0, l2: 0, units: wide };
  const layers = [
    { ...layer, inputs: 2 },
    ...Array.from({ length: 50 }, () => ({ ...layer, inputs: wide })),
    { ...layer, inputs: wide, units: 2, activation: 'softmax' },
  ];
  assert.throws(
    () => decodeNetwork({ weights: encoded.weights, topology: { ...topology(), layers } }),
    /would have \d+ weights; at most 67108864/,
  );
});

test('whatever JSON stands in some place of the topology, reading it is a model or an Error that says why', () => {
  const places = placesIn(topology());
  assert.ok(places.length > 60);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
      const changed = topology();
      let parent: Record<string, unknown> = changed;
      for (const key of place.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
      parent[place.at(-1) as string] = value;
      try {
        decodeNetwork({ weights: encoded.weights, topology: changed });
      } catch (error) {
        assert.match((error as Error).message, /topology|weights/);
      }
    }),
    { numRuns: 2000 },
  );
});

/** The path of every value in a JSON value, the whole one aside. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [key],
    ...placesIn(member).map((place) => [key, ...place]),
  ]);
}

test.run();
