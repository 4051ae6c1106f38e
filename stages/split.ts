/**
 * # Split
 *
 * Train, validation and test by date, one cut for all symbols: a model is only ever judged on days after those
 * it learned from. Days whose label looks into a later part are purged. How features are scaled, and what stands
 * in for a missing one, is fitted on training rows alone. A check proves that no label crosses a cut and that no
 * row knew anything before its time; its facts are below.
 */
import { writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import {
  assertNoLeakage,
  averageUniqueness,
  chronologicalSplit,
  fitImputer,
  fitScaler,
  numericColumn,
  type Preparation,
  readTable,
  rowsOfPart,
  splitDigests,
  splitTable,
  textColumn,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { featureNames } from './lib/feature-names.ts';
import { labelledRows } from './lib/labelled-rows.ts';
import { SIGNAL_CLASSES } from './lib/signal-classes.ts';

const share = z.number().min(0).max(1);
export const params = z.object({
  train: share.default(0.7),
  validation: share.default(0.15),
  test: share.default(0.15),
  /** Days that must lie between a label's end and the next part. */
  embargoDays: z.number().min(0).max(365).default(0),
});

type Inputs = 'features' | 'labels';
type Outputs = 'table' | 'preparation';

/** Independent labels of a class below which its scores tell little. */
const fewLabels = 10;

export async function run(ctx: RunContext<typeof params, Inputs, Outputs>): Promise<void> {
  const { embargoDays, ...fractions } = ctx.params;
  const features = await readTable(ctx.inputs.features.path);
  const labels = await readTable(ctx.inputs.labels.path);
  const times = {
    time: numericColumn(labels, 'ts'),
    t0: numericColumn(labels, 't0'),
    t1: numericColumn(labels, 't1'),
  };
  const split = chronologicalSplit({ ...times, fractions, embargoMs: embargoDays * 86_400_000 });
  const keys = { symbol: textColumn(features, 'symbol'), ts: numericColumn(features, 'ts') };
  const availableAt = numericColumn(features, 'available_at');
  const [proved] = assertNoLeakage({ ...times, ...split, availableAt });
  ctx.metric('rows.purged', proved?.leftOut ?? 0);
  ctx.metric('gap_days', (proved?.gapMs ?? 0) / 86_400_000);
  const [digests] = splitDigests(split, keys);
  ctx.log.info(`test part: ${digests?.test ?? 'none'}`);
  const table = splitTable(split, keys);
  for (const part of ['train', 'validation', 'test'] as const) {
    const rows = labelledRows({ features, labels, split: table }, part);
    if (rows.labels.length === 0) continue;
    const worth = averageUniqueness({ start: rows.t0, end: rows.t1, group: rows.symbol });
    const independent = worth.reduce((sum, each) => sum + each, 0);
    ctx.metric(`rows.${part}`, rows.labels.length, { effectiveN: independent });
    for (const name of SIGNAL_CLASSES) {
      const days = rows.labels.filter((label) => label === name).length;
      const own = worth.reduce((sum, each, row) => (rows.labels[row] === name ? sum + each : sum), 0);
      if (own >= fewLabels) continue;
      ctx.log.warn(
        `${days} ${part} days are labelled "${name}", worth ${own.toFixed(1)} that do not overlap: ` +
          'what is learned or measured of that class is mostly chance',
      );
    }
  }
  await writeTable(ctx.outputs.table.path, table, { types: { ts: 'timestamptz' } });

  const fitted = {
    features: Object.fromEntries(featureNames.map((name) => [name, numericColumn(features, name)])),
    rows: rowsOfPart(split, { part: 'train' }),
  };
  const preparation: Preparation = {
    imputer: fitImputer({ ...fitted, kind: 'median' }),
    scaler: fitScaler({ ...fitted, kind: 'standard' }),
  };
  await writeFile(ctx.outputs.preparation.path, `${JSON.stringify(preparation, null, 2)}\n`);
}

export async function view(ctx: ViewContext<typeof params, Inputs, Outputs>): Promise<void> {
  const table = await readTable(ctx.outputs.table.path);
  const ts = numericColumn(table, 'ts');
  const names = ['train', 'validation', 'test', 'purged', 'embargoed'];
  const parts = names.flatMap((part) => {
    const days = Array.from(ts).filter((_, row) => table.part?.[row] === part);
    if (days.length === 0) return [];
    const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const ends = days.reduce(([low, high], day) => [Math.min(low, day), Math.max(high, day)] as const, [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ] as const);
    return [{ part, rows: days.length, from: date(ends[0]), to: date(ends[1]) }];
  });
  const independent = ({ part }: { readonly part: string }) =>
    Math.round(ctx.metrics[`rows.${part}`]?.effectiveN ?? 0) || null;
  ctx.table({
    title: 'Parts',
    description:
      'No label of an earlier part reaches into a later one; purged days would have. Labels of neighbouring ' +
      'days overlap: the last column counts what they are worth as labels that do not.',
    columns: [
      { name: 'part', values: parts.map(({ part }) => part) },
      { name: 'rows', values: parts.map(({ rows }) => rows), format: 'integer' },
      { name: 'from', values: parts.map(({ from }) => from) },
      { name: 'to', values: parts.map(({ to }) => to) },
      { name: 'independent labels', values: parts.map(independent), format: 'integer' },
    ],
  });
}
