/**
 * # Neural network
 *
 * Two hidden layers with dropout and a softmax, trained with Adam on cross-entropy. Training stops when the
 * validation loss has not improved for `patience` epochs, and keeps the best epoch's weights.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import { learningCurvesChart } from 'labbook/charts';
import {
  applyScaler,
  encodeNetwork,
  numericColumn,
  readScaler,
  readTable,
  SIGNAL_CLASSES,
  trainNetworkClassifier,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { labelledRows } from './lib/labelled-rows.ts';

export const params = z.object({
  layers: z
    .array(
      z.object({
        units: z.int().min(1).max(4096),
        activation: z.enum(['relu', 'tanh', 'sigmoid', 'elu', 'linear']).default('relu'),
        dropout: z.number().min(0).max(0.9).default(0),
        l2: z.number().min(0).max(1).default(0),
      }),
    )
    .default([]),
  learningRate: z.number().positive().max(1).default(0.001),
  batchSize: z.int().min(1).max(65_536).default(64),
  epochs: z.int().min(1).max(10_000).default(60),
  /** Epochs without a better validation loss before training stops. */
  patience: z.int().min(1).max(10_000).default(10),
  backend: z.enum(['wasm', 'cpu', 'native']).default('wasm'),
});

type Inputs = 'features' | 'labels' | 'split' | 'scaler';
type Outputs = 'weights' | 'topology' | 'curve';

export async function run(ctx: RunContext<typeof params, Inputs, Outputs>): Promise<void> {
  const { backend, patience, ...network } = ctx.params;
  const [features, labels, split] = await Promise.all([
    readTable(ctx.inputs.features.path),
    readTable(ctx.inputs.labels.path),
    readTable(ctx.inputs.split.path),
  ]);
  const scaler = readScaler(JSON.parse(await readFile(ctx.inputs.scaler.path, 'utf8')));
  const [train, validation] = ['train', 'validation'].map((part) => {
    const rows = labelledRows({ part, features, labels, split });
    return { features: applyScaler(scaler, rows.features), labels: rows.labels };
  });
  if (train === undefined) throw new Error('there are no training rows');
  const model = await trainNetworkClassifier({
    ...train,
    validation,
    classes: SIGNAL_CLASSES,
    params: { ...network, earlyStopping: { patience } },
    seed: ctx.seed,
    backend,
    signal: ctx.signal,
    onEpoch: ({ epoch, loss, valLoss }) =>
      ctx.progress({
        done: epoch,
        total: network.epochs,
        unit: 'epoch',
        values: { loss, ...(valLoss === null ? {} : { 'validation loss': valLoss }) },
      }),
  });
  const { bestEpoch, curve } = model.training;
  ctx.metric('best_epoch', bestEpoch);
  ctx.metric('epochs', curve.epoch.length);
  ctx.metric('validation_loss', curve.valLoss[bestEpoch - 1] ?? 0, { direction: 'lower' });
  const { weights, topology } = encodeNetwork(model);
  await writeFile(ctx.outputs.weights.path, weights);
  await writeFile(ctx.outputs.topology.path, `${JSON.stringify(topology, null, 2)}\n`);
  await writeTable(ctx.outputs.curve.path, {
    epoch: curve.epoch,
    loss: curve.loss,
    accuracy: curve.accuracy,
    validation_loss: curve.valLoss,
    validation_accuracy: curve.valAccuracy,
  });
}

export async function view(ctx: ViewContext<typeof params, Inputs, Outputs>): Promise<void> {
  const curve = await readTable(ctx.outputs.curve.path);
  const bestEpoch = ctx.metrics.best_epoch?.value;
  for (const metric of ['loss', 'accuracy']) {
    ctx.show(
      learningCurvesChart(
        { train: numericColumn(curve, metric), validation: numericColumn(curve, `validation_${metric}`) },
        { metric, ...(bestEpoch === undefined ? {} : { bestEpoch }) },
      ),
    );
  }
}
