import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeNetwork } from '../../../src/learn/network/encode-network.ts';
import { openNetworkBackend } from '../../../src/learn/network/network-backend.ts';
import type { EpochReport, NetworkModel } from '../../../src/learn/network/network-model.ts';
import type { NetworkParams } from '../../../src/learn/network/network-params.ts';
import { predictNetworkProba } from '../../../src/learn/network/predict-network-proba.ts';
import {
  type NetworkClassifierTraining,
  trainNetworkClassifier,
} from '../../../src/learn/network/train-network-classifier.ts';
import { labelledRows } from '../../support/labelled-rows.ts';

const data = labelledRows(400, { seed: 1 });
const held = labelledRows(400, { seed: 2 });
const params: NetworkParams = {
  layers: [{ units: 16 }, { units: 8, dropout: 0.1 }],
  learningRate: 0.01,
  epochs: 5,
};

const digest = (model: NetworkModel): string => encodeNetwork(model).topology.weights.digest;

async function refusal(change: Partial<NetworkClassifierTraining>): Promise<string> {
  try {
    await trainNetworkClassifier({ ...data, params, seed: 1, ...change });
  } catch (error) {
    return (error as Error).message;
  }
  return 'it trained';
}

for (const backend of ['wasm', 'cpu'] as const) {
  test(`on ${backend}, a circle is learned, and said of rows that were not trained on`, async () => {
    const model = await trainNetworkClassifier({
      ...data,
      validation: held,
      params: { ...params, epochs: 40 },
      seed: 3,
      backend,
    });
    const proba = await predictNetworkProba(model, held.features);
    let correct = 0;
    held.labels.forEach((label, i) => {
      const isIn = (proba.in?.[i] as number) > (proba.out?.[i] as number);
      assert.ok(Math.abs((proba.in?.[i] as number) + (proba.out?.[i] as number) - 1) < 1e-15);
      if (isIn === (label === 'in')) correct++;
    });
    assert.ok(correct / 400 > 0.93, `${correct} of 400`);
    assert.is(model.training.curve.valAccuracy.at(-1), correct / 400);
  });

  test(`on ${backend}, the seed decides every byte, and Math.random none`, async () => {
    const original = Math.random;
    const first = await trainNetworkClassifier({ ...data, params, seed: 3, backend });
    try {
      Math.random = () => {
        throw new Error('Math.random was called');
      };
      const second = await trainNetworkClassifier({ ...data, params, seed: 3, backend });
      assert.is(digest(second), digest(first));
    } finally {
      Math.random = original;
    }
    assert.is.not(digest(await trainNetworkClassifier({ ...data, params, seed: 4, backend })), digest(first));
  });

  test(`on ${backend}, no tensor is left behind by training, prediction, failure or abort`, async () => {
    const { tf } = await openNetworkBackend(backend);
    const before = tf.memory();
    const model = await trainNetworkClassifier({ ...data, validation: held, params, seed: 3, backend });
    await predictNetworkProba(model, data.features);
    await refusal({
      backend,
      onEpoch: () => {
        throw new Error('from the caller');
      },
    });
    assert.is(tf.memory().numTensors, before.numTensors);
    assert.is(tf.memory().numDataBuffers, before.numDataBuffers);
  });
}

test('two trainings at once on two backends give what each gives alone', async () => {
  const train = (backend: 'wasm' | 'cpu'): Promise<NetworkModel> =>
    trainNetworkClassifier({ ...data, params, seed: 9, backend });
  const alone = [digest(await train('wasm')), digest(await train('cpu'))];
  const together = await Promise.all([train('wasm'), train('cpu')]);
  assert.equal(together.map(digest), alone);
});

test('training leaves TensorFlow.js on the backend that the caller had chosen', async () => {
  const { tf } = await openNetworkBackend('cpu');
  await tf.setBackend('cpu');
  await trainNetworkClassifier({ ...data, params, seed: 1, backend: 'wasm' });
  assert.is(tf.getBackend(), 'cpu');
});

test('each epoch is reported as it ends, and stands in the learning curve', async () => {
  const reports: EpochReport[] = [];
  const { training } = await trainNetworkClassifier({
    ...data,
    validation: held,
    params,
    seed: 1,
    onEpoch: (report) => {
      reports.push(report);
    },
  });
  assert.equal(
    reports.map(({ epoch, epochs }) => [epoch, epochs]),
    [1, 2, 3, 4, 5].map((epoch) => [epoch, 5]),
  );
  assert.equal([...training.curve.epoch], [1, 2, 3, 4, 5]);
  for (const figure of ['loss', 'accuracy', 'valLoss', 'valAccuracy'] as const) {
    assert.equal(
      [...training.curve[figure]],
      reports.map((report) => report[figure]),
    );
  }
  assert.ok((reports[4]?.loss ?? 9) < (reports[0]?.loss ?? 0));
});

test('early stopping waits for its patience and keeps the weights of the best epoch', async () => {
  const noisy = labelledRows(60, { seed: 5, noise: 0.3 });
  const overfit: NetworkParams = { layers: [{ units: 32 }], learningRate: 0.03, epochs: 200, batchSize: 8 };
  const training = { ...noisy, validation: labelledRows(200, { seed: 6, noise: 0.3 }), seed: 2 };
  const stopped = await trainNetworkClassifier({
    ...training,
    params: { ...overfit, earlyStopping: { patience: 6 } },
  });
  const { valLoss } = stopped.training.curve;
  const { bestEpoch } = stopped.training;
  assert.is(valLoss[bestEpoch - 1], Math.min(...valLoss));
  assert.is(valLoss.length, bestEpoch + 6);
  assert.ok(valLoss.length < 200);
  const untilBest = await trainNetworkClassifier({ ...training, params: { ...overfit, epochs: bestEpoch } });
  assert.is(digest(stopped), digest(untilBest));
  const patient = await trainNetworkClassifier({
    ...training,
    params: { ...overfit, epochs: 30, earlyStopping: { patience: 4, minDelta: 10 } },
  });
  assert.is(patient.training.curve.loss.length, 5, 'no epoch after the first improves by 10');
});

test('class weights shift the probabilities, and one factor for every class changes nothing', async () => {
  const noisy = labelledRows(400, { seed: 7, noise: 0.3 });
  const train = (classWeight: NetworkParams['classWeight']): Promise<NetworkModel> =>
    trainNetworkClassifier({
      ...noisy,
      params: { ...params, epochs: 15, ...(classWeight === undefined ? {} : { classWeight }) },
      seed: 1,
    });
  const mean = async (model: NetworkModel): Promise<number> =>
    ((await predictNetworkProba(model, noisy.features)).in as Float64Array).reduce((a, b) => a + b, 0) / 400;
  const plain = await train(undefined);
  assert.is(digest(await train({ in: 4, out: 4 })), digest(plain));
  const heavier = await mean(await train({ in: 4 }));
  const lighter = await mean(await train({ in: 0.25 }));
  const balanced = await mean(await train('balanced'));
  assert.ok(heavier > (await mean(plain)) + 0.1 && lighter < (await mean(plain)) - 0.1);
  assert.ok(Math.abs(balanced - 0.5) < 0.06, `${balanced}`);
});

test('an L2 penalty makes the kernel smaller, and is no part of the losses', async () => {
  const train = (l2: number): Promise<NetworkModel> =>
    trainNetworkClassifier({
      ...data,
      params: { layers: [{ units: 8, l2 }], learningRate: 0.01, epochs: 20 },
      seed: 1,
    });
  const squares = (model: NetworkModel): number =>
    model.layers[0]?.kernel.reduce((sum, weight) => sum + weight * weight, 0) ?? 0;
  const free = await train(0);
  const held = await train(1);
  assert.ok(squares(held) < squares(free) / 4);
  assert.ok((held.training.curve.loss[0] as number) < 1.5, 'the penalty alone would be above 2');
});

test('data of one class is learned as that class', async () => {
  const model = await trainNetworkClassifier({
    ...data,
    labels: data.labels.map(() => 'in'),
    params: { ...params, classWeight: 'balanced', epochs: 20 },
    seed: 1,
  });
  const proba = await predictNetworkProba(model, data.features);
  assert.ok((proba.in as Float64Array).every((value) => value > 0.9));
});

test('a batch larger than the data is the data, and no hidden layer gives a linear model', async () => {
  const few = labelledRows(10, { seed: 3 });
  const linear = { layers: [], epochs: 3 };
  const train = (batchSize: number): Promise<NetworkModel> =>
    trainNetworkClassifier({ ...few, params: { ...linear, batchSize }, seed: 1 });
  const model = await train(1000);
  assert.is(model.layers.length, 1);
  assert.equal(model.layers, (await train(10)).layers);
});

test('what cannot be trained on is refused by name', async () => {
  const bad = data.features.x.slice();
  bad[7] = Number.NaN;
  const features = { ...data.features, x: bad };
  assert.match(await refusal({ features }), /feature "x" holds a missing value \(NaN\) at row 7/);
  bad[7] = 1e300;
  assert.match(await refusal({ features }), /feature "x" holds 1e\+300 at row 7, which is beyond single/);
  bad[7] = 0;
  assert.match(await refusal({ validation: { ...held, features: { x: bad } as never } }), /no feature "y"/);
  assert.match(
    await refusal({ features: { ...features, y: bad.slice(1) } }),
    /"y" has 399 rows, "x" has 400/,
  );
  assert.match(
    await refusal({ features: { x: ['a'] as never } }),
    /feature "x" must be a typed array of numbers/,
  );
  assert.match(await refusal({ features: {} }), /no features/);
  assert.match(await refusal({ features: { x: bad.subarray(0, 1) } }), /at least 2 rows; there are 1/);
  assert.match(await refusal({ labels: ['in'] }), /there are 1 labels for 400 rows/);
  assert.match(
    await refusal({ classes: ['in', 'off'] }),
    /row \d+ is "out", which is none of the classes in, off/,
  );
  assert.match(await refusal({ classes: ['in'] }), /at least 2 classes, not 1/);
  assert.match(await refusal({ classes: ['in', 'out', 'in'] }), /one class twice/);
  assert.match(
    await refusal({ params: { ...params, classWeight: { on: 2 } } }),
    /names "on", which is none of/,
  );
  assert.match(await refusal({ seed: 0.5 }), /seed must be a whole number/);
  assert.match(
    await refusal({ params: { layers: [{ units: 65536 }, { units: 65536 }] } }),
    /weights; at most/,
  );
});

test('a loss that grows beyond numbers is an Error that says what to do', async () => {
  const huge = { x: data.features.x.map((x) => x * 3e38), y: data.features.y.map((y) => y * 3e38) };
  assert.match(
    await refusal({ features: huge, params: { ...params, learningRate: 10 } }),
    /lower the learning rate/,
  );
});

test('an abort ends the training with the reason, in the middle of an epoch too', async () => {
  const abort = new AbortController();
  const many = labelledRows(200_000, { seed: 3 });
  const started = performance.now();
  setTimeout(() => abort.abort(new Error('enough')), 50);
  assert.is(await refusal({ ...many, params: { ...params, batchSize: 1 }, signal: abort.signal }), 'enough');
  assert.ok(performance.now() - started < 5000);
  assert.is(await refusal({ signal: AbortSignal.abort(new Error('never')) }), 'never');
});

test('seed 0 trains like any other', async () => {
  const model = await trainNetworkClassifier({ ...data, params, seed: 0 });
  assert.ok(model.layers.every(({ kernel }) => kernel.some((weight) => weight !== 0)));
});

test.run();
