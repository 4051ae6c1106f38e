/**
 * # Random forest
 *
 * A hundred trees on the features as they are: trees need no scaling. `engine: ml-random-forest` trains with
 * that package instead, which takes minutes here.
 */
import { writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import { importanceChart } from 'labbook/charts';
import {
  encodeForest,
  numericColumn,
  readTable,
  SIGNAL_CLASSES,
  trainForestClassifier,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { labelledRows } from './lib/labelled-rows.ts';

export const params = z.object({
  engine: z.enum(['histogram', 'ml-random-forest']).default('histogram'),
  trees: z.int().min(1).max(10_000).default(100),
  maxDepth: z.int().min(1).max(64).default(10),
  minSamplesLeaf: z.int().min(1).default(1),
});

type Inputs = 'features' | 'labels' | 'split';
type Outputs = 'model' | 'importance';

export async function run(ctx: RunContext<typeof params, Inputs, Outputs>): Promise<void> {
  const { engine, ...forest } = ctx.params;
  const [features, labels, split] = await Promise.all([
    readTable(ctx.inputs.features.path),
    readTable(ctx.inputs.labels.path),
    readTable(ctx.inputs.split.path),
  ]);
  const train = labelledRows({ part: 'train', features, labels, split });
  const model = await trainForestClassifier({
    features: train.features,
    labels: train.labels,
    classes: SIGNAL_CLASSES,
    params: { ...forest, oobScore: engine === 'histogram' },
    engine,
    seed: ctx.seed,
    signal: ctx.signal,
    onProgress: ({ done, total }) => ctx.progress({ done, total, unit: 'tree' }),
    onWarning: (message) => ctx.log.warn(message),
  });
  if (model.outOfBag !== null) ctx.metric('oob_accuracy', model.outOfBag.score, { n: train.rows.length });
  await writeFile(ctx.outputs.model.path, encodeForest(model));
  await writeTable(ctx.outputs.importance.path, {
    feature: model.features,
    importance: model.importance,
  });
}

export async function view(ctx: ViewContext<typeof params, Inputs, Outputs>): Promise<void> {
  const table = await readTable(ctx.outputs.importance.path);
  const importance = numericColumn(table, 'importance');
  if (importance.every(Number.isNaN)) return;
  ctx.show(
    importanceChart({ features: Array.from(table.feature ?? [], String), importance }, { kind: 'impurity' }),
  );
}
