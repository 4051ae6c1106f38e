/**
 * # Random forest
 *
 * A hundred trees on the features as they are: trees need no scaling. A walk forward through the days before the
 * test part tells what to expect there; the out-of-bag score does not, since a day's neighbours share its label's
 * future. What a feature is worth is measured on validation days, by shuffling it.
 * `engine: ml-random-forest` trains with that package instead, which takes minutes here.
 */
import { writeFile } from 'node:fs/promises';
import type { Progress, RunContext, ViewContext } from 'labbook';
import { importanceChart, numberColumn } from 'labbook/charts';
import {
  classShares,
  encodeForest,
  numericColumn,
  permutationImportance,
  readTable,
  textColumn,
  trainForestClassifier,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { classWeight } from './lib/class-weight.ts';
import { labelledRows } from './lib/labelled-rows.ts';
import { SIGNAL_CLASSES } from './lib/signal-classes.ts';
import { walkForwardForest } from './lib/walk-forward-forest.ts';

export const params = z.object({
  engine: z.enum(['histogram', 'ml-random-forest']).default('histogram'),
  trees: z.int().min(1).max(10_000).default(100),
  maxDepth: z.int().min(1).max(64).default(10),
  minSamplesLeaf: z.int().min(1).max(1_000_000).default(1),
  classWeight,
  /** How often each feature is shuffled to measure its importance. */
  repeats: z.int().min(1).max(1000).default(10),
  /** Folds of a walk forward through the days before the test part, each a forest of its own. */
  folds: z.int().min(1).max(50).default(4),
  /** As the label stage has it: how far labels overlap. */
  horizon: z.int().min(1).max(60),
});

type Inputs = 'features' | 'labels' | 'split';
type Outputs = 'model' | 'importance' | 'folds';

export async function run(ctx: RunContext<typeof params, Inputs, Outputs>): Promise<void> {
  const { engine, repeats, folds, horizon, minSamplesLeaf, classWeight: weight, ...others } = ctx.params;
  const [features, labels, split] = await Promise.all([
    readTable(ctx.inputs.features.path),
    readTable(ctx.inputs.labels.path),
    readTable(ctx.inputs.split.path),
  ]);
  const tables = { features, labels, split };
  const train = labelledRows(tables, 'train');
  const validation = labelledRows(tables, 'validation');
  const grown = { ...others, ...(weight !== undefined && { classWeight: weight }) };
  if (engine === 'ml-random-forest' && minSamplesLeaf > 1) {
    ctx.log.warn(
      `engine ml-random-forest has no minSamplesLeaf: it splits no node of fewer than ${2 * minSamplesLeaf} rows instead`,
    );
  }
  const request = {
    classes: SIGNAL_CLASSES,
    params:
      engine === 'histogram'
        ? { ...grown, minSamplesLeaf, oobScore: true }
        : { ...grown, minSamplesSplit: Math.max(2, 2 * minSamplesLeaf) },
    engine,
    seed: ctx.seed,
    signal: ctx.signal,
    onProgress: ({ done, total }: Progress) =>
      ctx.progress({ done, unit: 'tree', ...(total !== undefined && { total }) }),
    onWarning: (message: string) => ctx.log.warn(message),
  };
  const model = await trainForestClassifier({ ...request, features: train.features, labels: train.labels });
  if (model.outOfBag !== null) {
    const known = { trained: train.labels, classes: SIGNAL_CLASSES };
    const baseline = Math.max(...classShares(known));
    ctx.metric('oob_accuracy', model.outOfBag.score, {
      n: model.outOfBag.rows,
      baseline,
      direction: 'higher',
    });
  }
  await writeFile(ctx.outputs.model.path, encodeForest(model));
  const unknown = new Float64Array(model.features.length).fill(Number.NaN);
  const measured =
    validation.labels.length === 0
      ? []
      : await permutationImportance({
          model,
          features: validation.features,
          labels: validation.labels,
          repeats,
          seed: ctx.seed,
          signal: ctx.signal,
          onProgress: ({ done, total }) => ctx.progress({ done, total, unit: 'shuffle' }),
        });
  await writeTable(ctx.outputs.importance.path, {
    feature: model.features,
    permutation: measured.length === 0 ? unknown : Float64Array.from(measured, ({ mean }) => mean),
    permutation_deviation:
      measured.length === 0 ? unknown : Float64Array.from(measured, ({ deviation }) => deviation),
    impurity: engine === 'histogram' ? model.importance : unknown,
  });

  const known = labelledRows(tables, 'train', 'validation');
  const walked = await walkForwardForest(known, {
    folds,
    horizon,
    seed: ctx.seed,
    train: (rows) => trainForestClassifier({ ...request, features: rows.features, labels: rows.labels }),
  });
  ctx.metric('walk_forward_accuracy', walked.forest.estimate, {
    interval: [walked.forest.low, walked.forest.high],
    n: walked.forest.rows,
    effectiveN: walked.forest.effectiveRows,
    baseline: walked.majority,
    direction: 'higher',
  });
  await writeTable(ctx.outputs.folds.path, walked.table, {
    types: { from: 'timestamptz', to: 'timestamptz' },
  });
}

export async function view(ctx: ViewContext<typeof params, Inputs, Outputs>): Promise<void> {
  const folds = await readTable(ctx.outputs.folds.path);
  ctx.table({
    title: 'Walking forward before the test part',
    description:
      'Each fold trains a forest on all days before it; the majority class is that of the same days. What to ' +
      'expect of the test part, told without looking at it.',
    columns: [
      ...['from', 'to'].map((name) => ({
        name,
        values: Array.from(numericColumn(folds, name), (ms) => new Date(ms).toISOString().slice(0, 10)),
      })),
      numberColumn('trained on', { values: numericColumn(folds, 'trained'), format: 'integer' }),
      numberColumn('rows', { values: numericColumn(folds, 'rows'), format: 'integer' }),
      numberColumn('accuracy', { values: numericColumn(folds, 'accuracy'), format: 'percent' }),
      numberColumn('majority class', { values: numericColumn(folds, 'majority'), format: 'percent' }),
    ],
  });
  const table = await readTable(ctx.outputs.importance.path);
  const features = textColumn(table, 'feature').map(String);
  const importance = numericColumn(table, 'permutation');
  if (importance.every(Number.isFinite)) {
    const spread = numericColumn(table, 'permutation_deviation');
    ctx.show(
      importanceChart(
        { features, importance, spread },
        { kind: 'permutation', title: 'Permutation importance: accuracy lost on validation days' },
      ),
    );
  }
  const impurity = numericColumn(table, 'impurity');
  if (impurity.every(Number.isFinite)) {
    ctx.show(importanceChart({ features, importance: impurity }, { kind: 'impurity' }));
  }
}
