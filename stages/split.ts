/**
 * # Split
 *
 * Train, validation and test by date, one cut for all symbols: a model is only ever judged on days after those
 * it learned from. Days whose label looks into a later part are purged. The scaler is fitted on training rows
 * alone. A check proves that no label crosses a cut; its facts are below.
 */
import { writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import {
  assertNoLeakage,
  chronologicalSplit,
  fitScaler,
  numericColumn,
  readTable,
  rowsOfPart,
  splitDigests,
  splitTable,
  takeRows,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { featureNames } from './lib/feature-names.ts';

const share = z.number().min(0).max(1);
export const params = z.object({
  train: share.default(0.7),
  validation: share.default(0.15),
  test: share.default(0.15),
  /** Days that must lie between a label's end and the next part. */
  embargoDays: z.number().min(0).max(365).default(0),
});

export async function run(
  ctx: RunContext<typeof params, 'features' | 'labels', 'table' | 'scaler'>,
): Promise<void> {
  const { embargoDays, ...fractions } = ctx.params;
  const features = await readTable(ctx.inputs.features.path);
  const labels = await readTable(ctx.inputs.labels.path);
  const times = {
    time: numericColumn(labels, 'ts'),
    t0: numericColumn(labels, 't0'),
    t1: numericColumn(labels, 't1'),
  };
  const split = chronologicalSplit({ ...times, fractions, embargoMs: embargoDays * 86_400_000 });
  const keys = takeRows({ symbol: features.symbol ?? [], ts: numericColumn(features, 'ts') }, split.row);
  const [proved] = assertNoLeakage({ ...times, ...split });
  for (const { part, rows } of proved?.parts ?? []) ctx.metric(`rows.${part}`, rows);
  ctx.metric('rows.purged', proved?.leftOut ?? 0);
  ctx.metric('gap_days', (proved?.gapMs ?? 0) / 86_400_000);
  const [digests] = splitDigests(split, keys);
  ctx.log.info(`test part: ${digests?.test ?? 'none'}`);
  await writeTable(ctx.outputs.table.path, splitTable(split, keys), { types: { ts: 'timestamptz' } });

  const columns = Object.fromEntries(featureNames.map((name) => [name, numericColumn(features, name)]));
  const scaler = fitScaler({
    features: columns,
    rows: rowsOfPart(split, { part: 'train' }),
    kind: 'standard',
  });
  await writeFile(ctx.outputs.scaler.path, `${JSON.stringify(scaler, null, 2)}\n`);
}

export async function view(
  ctx: ViewContext<typeof params, 'features' | 'labels', 'table' | 'scaler'>,
): Promise<void> {
  const table = await readTable(ctx.outputs.table.path);
  const ts = numericColumn(table, 'ts');
  const parts = ['train', 'validation', 'test', 'purged'].flatMap((part) => {
    const days = Array.from(ts).filter((_, row) => table.part?.[row] === part);
    if (days.length === 0) return [];
    const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    return [{ part, rows: days.length, from: date(Math.min(...days)), to: date(Math.max(...days)) }];
  });
  ctx.table({
    title: 'Parts',
    description: 'No label of an earlier part reaches into a later one; purged days would have.',
    columns: [
      { name: 'part', values: parts.map(({ part }) => part) },
      { name: 'rows', values: parts.map(({ rows }) => rows), format: 'integer' },
      { name: 'from', values: parts.map(({ from }) => from) },
      { name: 'to', values: parts.map(({ to }) => to) },
    ],
  });
}
