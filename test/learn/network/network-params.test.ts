import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type NetworkParams, resolveNetworkParams } from '../../../src/learn/network/network-params.ts';

test('defaults are filled in', () => {
  assert.equal(resolveNetworkParams({ layers: [{ units: 4 }], earlyStopping: { patience: 2 } }), {
    layers: [{ units: 4, activation: 'relu', dropout: 0, l2: 0 }],
    outputL2: 0,
    optimizer: 'adam',
    learningRate: 0.001,
    batchSize: 32,
    epochs: 50,
    earlyStopping: { patience: 2, minDelta: 0 },
    classWeight: null,
  });
});

test('what cannot be used is refused, with its name and the bounds', () => {
  const layers = [{ units: 4 }];
  const cases: readonly [unknown, RegExp][] = [
    [undefined, /params must be an object/],
    [{}, /params\.layers must be a list/],
    [{ layers, lr: 1 }, /params\.lr is unknown; there are layers, outputL2, optimizer/],
    [
      { layers: [{ units: 0 }] },
      /params\.layers\[0\]\.units must be a number at least 1 and at most 65536, not 0/,
    ],
    [{ layers: [{ units: 1.5 }] }, /units must be a whole number, not 1\.5/],
    [{ layers: [{ units: 1, dropout: 1 }] }, /dropout must be a number at least 0 and below 1, not 1/],
    [
      { layers: [{ units: 1, activation: 'softmax' }] },
      /activation "softmax" is unknown; there are linear, relu/,
    ],
    [{ layers: [{ units: 1, l2: -1 }] }, /l2 must be a number at least 0/],
    [{ layers, learningRate: 0 }, /learningRate must be a number above 0/],
    [{ layers, learningRate: Number.NaN }, /learningRate must be a number above 0 and at most 100, not NaN/],
    [{ layers, batchSize: 0 }, /batchSize must be a number at least 1/],
    [{ layers, epochs: '3' }, /epochs must be a whole number, not 3/],
    [{ layers, optimizer: 'sgd' }, /optimizer "sgd" is unknown/],
    [{ layers, earlyStopping: { patience: 0 } }, /patience must be a number at least 1/],
    [{ layers, earlyStopping: { patience: 1, min: 0 } }, /earlyStopping\.min is unknown/],
    [{ layers, classWeight: { a: 0 } }, /classWeight\["a"\] must be a number above 0/],
    [{ layers, classWeight: 3 }, /classWeight must be "balanced" or a record/],
  ];
  for (const [params, message] of cases) {
    assert.throws(() => resolveNetworkParams(params as NetworkParams), message, `${JSON.stringify(params)}`);
  }
});

test.run();
