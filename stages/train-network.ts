/**
 * # Neural network
 *
 * Two hidden layers with dropout and a softmax, trained with Adam on cross-entropy. Training stops when the
 * validation loss has not improved for `patience` epochs, and keeps the best epoch's weights. The model's JSON
 * holds the scaler and imputer it was trained with, so that its two files predict from raw features.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import { learningCurvesChart } from 'labbook/charts';
import {
  encodePreparedNetwork,
  numericColumn,
  prepareFeatures,
  readPreparation,
  readTable,
  trainNetworkClassifier,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { classWeight } from './lib/class-weight.ts';
import { labelledRows } from './lib/labelled-rows.ts';
import { SIGNAL_CLASSES } from './lib/signal-classes.ts';

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
  classWeight,
  backend: z.enum(['wasm', 'cpu', 'native']).default('wasm'),
});

type Inputs = 'features' | 'labels' | 'split' | 'preparation';
type Outputs = 'weights' | 'model' | 'curve';

export async function run(ctx: RunContext<typeof params, Inputs, Outputs>): Promise<void> {
  const { backend, patience, classWeight: weight, ...network } = ctx.params;
  const [features, labels, split] = await Promise.all([
    readTable(ctx.inputs.features.path),
    readTable(ctx.inputs.labels.path),
    readTable(ctx.inputs.split.path),
  ]);
  const preparation = readPreparation(JSON.parse(await readFile(ctx.inputs.preparation.path, 'utf8')));
  const rowsOf = (part: 'train' | 'validation') => {
    const rows = labelledRows({ features, labels, split }, part);
    return { features: prepareFeatures(preparation, rows.features), labels: rows.labels };
  };
  const validation = rowsOf('validation');
  const model = await trainNetworkClassifier({
    ...rowsOf('train'),
    ...(validation.labels.length > 0 && { validation }),
    classes: SIGNAL_CLASSES,
    params: { ...network, ...(weight !== undefined && { classWeight: weight }), earlyStopping: { patience } },
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
  const loss = curve.valLoss[bestEpoch - 1];
  if (loss !== undefined && Number.isFinite(loss)) {
    ctx.metric('validation_loss', loss, { n: validation.labels.length, direction: 'lower' });
  }
  const files = encodePreparedNetwork({ model, preparation });
  await writeFile(ctx.outputs.weights.path, files.weights);
  await writeFile(ctx.outputs.model.path, files.topology);
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
