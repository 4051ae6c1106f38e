/**
 * # Evaluation
 *
 * The network, the forest and the mean of both, on the test days, which neither has seen. Scores stand beside
 * rules that learn nothing: the training majority, the last label that had matured, and momentum. Labels of
 * neighbouring days overlap, so intervals come from a bootstrap of blocks of dates.
 */
import { readFile } from 'node:fs/promises';
import type { RunContext } from 'labbook';
import {
  accuracyInterval,
  applyScaler,
  asConfusion,
  classifierMetrics,
  decodeForest,
  decodeNetwork,
  lastMaturedLabel,
  majorityBaseline,
  majorityClass,
  metricIntervals,
  momentumBaseline,
  numericColumn,
  percentChange,
  precisionRecallF1,
  predictForestProba,
  predictNetworkProba,
  readScaler,
  readTable,
  SIGNAL_CLASSES,
  SIGNAL_SCORES,
  takeRows,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { ensembleProba, mostProbable, type Probabilities, probabilityColumns } from './lib/ensemble.ts';
import type { EvaluateInputs, EvaluateOutputs } from './lib/evaluate-files.ts';
import { labelledRows } from './lib/labelled-rows.ts';

export { view } from './lib/show-evaluation.ts';

export const params = z.object({
  /** As the label stage has them: how far labels overlap, and when momentum calls a move. */
  horizon: z.int().min(1).max(60),
  threshold: z.number().min(0).max(1),
});

const classes = SIGNAL_CLASSES;

export async function run(ctx: RunContext<typeof params, EvaluateInputs, EvaluateOutputs>): Promise<void> {
  const { horizon, threshold } = ctx.params;
  const features = await readTable(ctx.inputs.features.path);
  const labels = await readTable(ctx.inputs.labels.path);
  const split = await readTable(ctx.inputs.split.path);
  const train = labelledRows({ part: 'train', features, labels, split });
  const test = labelledRows({ part: 'test', features, labels, split });
  const rows = test.rows.length;
  const time = numericColumn(labels, 'ts');
  const at = test.rows.map((row) => time[row] ?? Number.NaN);

  const network = await networkProba(ctx, test.features);
  const forest = await forestProba(ctx, test.features);
  const among = { classes, trained: train.labels, rows };
  const ensemble = ensembleProba([network, forest], among);
  const prior = ensembleProba([], among);
  const models: Record<string, Probabilities> = { ensemble, network, forest, class_prior: prior };

  const majority = majorityClass({ trained: train.labels, classes });
  const matured = takeRows(
    labels,
    [...(labels.label?.keys() ?? [])].filter((row) => labels.label?.[row] !== null),
  );
  const pastReturn = percentChange(numericColumn(features, 'price'), { by: horizon });
  const rules: Record<string, readonly string[]> = {
    majority: majorityBaseline({ trained: train.labels, classes }, { rows }).predicted,
    last_matured_label: lastMaturedLabel(
      {
        history: {
          at: numericColumn(matured, 't0'),
          until: numericColumn(matured, 't1'),
          label: (matured.label ?? []) as readonly string[],
        },
        rows: { at },
      },
      { classes, fallback: majority },
    ).predicted,
    momentum: momentumBaseline(
      Float64Array.from(test.rows, (row) => pastReturn[row] ?? Number.NaN),
      { threshold },
    ).predicted,
  };

  const bootstrap = { seed: ctx.seed, blocks: at, blockLength: horizon };
  const predictions: Record<string, readonly string[]> = { ...rules };
  for (const [name, proba] of Object.entries(models)) predictions[name] = mostProbable(proba, classes);
  const scores = Object.entries(predictions).map(([name, predicted]) => {
    const labelled = { actual: test.labels, predicted, classes };
    const { macro } = metricIntervals(labelled, {
      ...bootstrap,
      metrics: { macro: (confusion) => precisionRecallF1(confusion).macro.f1 },
    });
    const probabilities = models[name];
    const all = classifierMetrics(probabilities === undefined ? labelled : { ...labelled, probabilities }, {
      ordinalScores: SIGNAL_SCORES,
    });
    return { name, accuracy: accuracyInterval(labelled, bootstrap), macro, values: all.values };
  });
  const baseline = scores.find(({ name }) => name === 'majority');
  for (const { name, accuracy, macro, values } of scores) {
    const prefix = name === 'ensemble' ? '' : `${name}.`;
    const headline = name === 'ensemble';
    for (const [metric, value] of Object.entries(values)) {
      // The rules and the members are there to be compared with, not to fill the page.
      if (name !== 'ensemble' && /\.(sell|hold|buy)$/.test(metric)) continue;
      const interval = metric === 'accuracy' ? accuracy : metric === 'macro_f1' ? macro : null;
      const direction = /loss|brier|ece/.test(metric) ? 'lower' : 'higher';
      const reference = baseline?.values[metric];
      ctx.metric(`${prefix}${metric}`, value, {
        n: rows,
        direction,
        ...(interval === null ? {} : { interval: [interval.low, interval.high] as const }),
        ...(metric === 'accuracy' ? { effectiveN: accuracy.effectiveRows } : {}),
        ...(reference === undefined || name === 'majority' ? {} : { baseline: reference }),
        ...(headline && ['accuracy', 'macro_f1', 'log_loss', 'ordinal_r2'].includes(metric)
          ? { headline }
          : {}),
      });
    }
  }
  const confusion = asConfusion({ actual: test.labels, predicted: predictions.ensemble ?? [], classes });
  ctx.log.info(`${confusion.rows} test days; the training majority is "${majority}"`);

  await writeTable(
    ctx.outputs.predictions.path,
    {
      ...takeRows({ symbol: features.symbol ?? [], ts: time }, test.rows),
      part: test.rows.map(() => 'test'),
      t0: Float64Array.from(test.rows, (row) => numericColumn(labels, 't0')[row] ?? Number.NaN),
      t1: Float64Array.from(test.rows, (row) => numericColumn(labels, 't1')[row] ?? Number.NaN),
      actual: test.labels,
      predicted: predictions.ensemble ?? [],
      ...probabilityColumns(ensemble),
      network_predicted: predictions.network ?? [],
      ...probabilityColumns(network, 'network_'),
      forest_predicted: predictions.forest ?? [],
      ...probabilityColumns(forest, 'forest_'),
    },
    { types: { ts: 'timestamptz', t0: 'timestamptz', t1: 'timestamptz' } },
  );
  await writeTable(ctx.outputs.scores.path, {
    name: scores.map(({ name }) => name),
    accuracy: Float64Array.from(scores, ({ accuracy }) => accuracy.estimate),
    accuracy_low: Float64Array.from(scores, ({ accuracy }) => accuracy.low),
    accuracy_high: Float64Array.from(scores, ({ accuracy }) => accuracy.high),
    macro_f1: Float64Array.from(scores, ({ macro }) => macro.estimate),
    log_loss: Float64Array.from(scores, ({ values }) => values.log_loss ?? Number.NaN),
  });
}

type Context = RunContext<typeof params, EvaluateInputs, EvaluateOutputs>;

async function networkProba(ctx: Context, features: Record<string, Float64Array>): Promise<Probabilities> {
  const model = decodeNetwork({
    weights: await readFile(ctx.inputs.weights.path),
    topology: JSON.parse(await readFile(ctx.inputs.topology.path, 'utf8')),
  });
  const scaler = readScaler(JSON.parse(await readFile(ctx.inputs.scaler.path, 'utf8')));
  return await predictNetworkProba(model, applyScaler(scaler, features));
}

async function forestProba(ctx: Context, features: Record<string, Float64Array>): Promise<Probabilities> {
  const model = decodeForest(await readFile(ctx.inputs.forest.path));
  if (model.task !== 'classification') throw new Error('the forest is no classifier');
  const columns = predictForestProba(model, features);
  return Object.fromEntries(model.classes.map((name, c) => [name, columns[c] ?? new Float64Array(0)]));
}
