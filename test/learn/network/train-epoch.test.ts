import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { initialParameters } from '../../../src/learn/network/initial-parameters.ts';
import { openNetworkBackend } from '../../../src/learn/network/network-backend.ts';
import { resolveNetworkParams } from '../../../src/learn/network/network-params.ts';
import type { Objective } from '../../../src/learn/network/objective.ts';
import { layOutParameters } from '../../../src/learn/network/parameter-layout.ts';
import { epochTrainer } from '../../../src/learn/network/train-epoch.ts';

/** Trains three epochs on ten rows by an objective that is flat; the rows and outputs of each batch it saw. */
async function seenBatches(
  seed: number,
  dropout: number,
): Promise<{ rows: number[][]; outputs: number[][] }> {
  const rows: number[][] = [];
  const outputs: number[][] = [];
  const objective: Objective = {
    outputs: 1,
    hasAccuracy: false,
    score: (batch) => {
      rows.push([...batch.rows]);
      outputs.push([...batch.outputs]);
      batch.gradient?.fill(0);
      return { loss: 0, weight: 1, correct: 0 };
    },
  };
  const layout = layOutParameters([
    { inputs: 1, units: 20, activation: 'linear', dropout, l2: 0 },
    { inputs: 20, units: 1, activation: 'linear', dropout: 0, l2: 0 },
  ]);
  const trainEpoch = epochTrainer({
    engine: await openNetworkBackend('wasm'),
    params: resolveNetworkParams({ layers: [], batchSize: 4 }),
    seed,
    train: {
      matrix: { rows: 10, columns: 1, values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9) },
      objective,
    },
    layout,
    parameters: initialParameters(layout, 1),
    signal: undefined,
  });
  for (let epoch = 0; epoch < 3; epoch++) await trainEpoch();
  return { rows, outputs };
}

test('each epoch takes every row once, in an order of its own that the seed decides', async () => {
  const { rows } = await seenBatches(1, 0);
  assert.equal(
    rows.map((batch) => batch.length),
    [4, 4, 2, 4, 4, 2, 4, 4, 2],
  );
  const epochs = [0, 3, 6].map((at) => rows.slice(at, at + 3).flat());
  for (const epoch of epochs) assert.equal([...epoch].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.is(new Set(epochs.map(String)).size, 3);
  assert.equal((await seenBatches(1, 0)).rows, rows);
  assert.not.equal((await seenBatches(2, 0)).rows, rows);
});

test('a row goes in with its own features, and without dropout gives the same output each time', async () => {
  const { rows, outputs } = await seenBatches(1, 0);
  const slopes = rows.flatMap((batch, i) =>
    batch.map((row, j) => (outputs[i]?.[j] as number) / Math.max(row, 1)),
  );
  const nonZero = slopes.filter((_, i) => rows.flat()[i] !== 0);
  assert.is(nonZero.length, 27);
  for (const slope of nonZero) assert.ok(Math.abs(slope - (nonZero[0] as number)) < 1e-6);
});

test('with dropout a row gives another output each time, which the seed decides', async () => {
  const { rows, outputs } = await seenBatches(1, 0.5);
  const ofNine = rows.flatMap((batch, i) => batch.flatMap((row, j) => (row === 9 ? [outputs[i]?.[j]] : [])));
  assert.is(new Set(ofNine).size, 3);
  assert.equal((await seenBatches(1, 0.5)).outputs, outputs);
});

test.run();
