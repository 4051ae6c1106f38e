/**
 * # Labels
 *
 * What a decision at a day's close would have come to: **buy** where the price `horizon` trading days ahead is
 * more than `threshold` higher, **sell** where it is more than that lower, else **hold**. The last `horizon`
 * days have no label. Each label keeps the interval of time it was made from, so that splits can purge it.
 */
import type { RunContext, ViewContext } from 'labbook';
import { horizonLabels, numericColumn, readTable, textColumn, writeTable } from 'labbook/learn';
import { z } from 'zod';
import { SIGNAL_CLASSES, SIGNAL_DIRECTIONS } from './lib/signal-classes.ts';

export const params = z.object({
  /** Trading days ahead. */
  horizon: z.int().min(1).max(60).default(7),
  /** Return beyond which a day is no "hold": 0.02 is two per cent. */
  threshold: z.number().min(0).max(1).default(0.05),
});

export async function run(ctx: RunContext<typeof params, 'features', 'table'>): Promise<void> {
  const { horizon, threshold } = ctx.params;
  const table = await readTable(ctx.inputs.features.path, { columns: ['symbol', 'ts', 'price'] });
  const groups = textColumn(table, 'symbol');
  const labels = horizonLabels({
    price: numericColumn(table, 'price'),
    time: numericColumn(table, 'ts'),
    groups,
    horizon,
    threshold,
    classes: SIGNAL_DIRECTIONS,
  });
  const labelled = labels.label.filter((label) => label !== null);
  if (labelled.length === 0) {
    throw new Error(`no symbol has more than ${horizon} days with features: no day can be labelled`);
  }
  for (const name of SIGNAL_CLASSES) {
    const count = labelled.filter((label) => label === name).length;
    ctx.metric(`share.${name}`, count / labelled.length, { n: labelled.length });
    if (count === 0) ctx.log.warn(`no day is labelled "${name}": the threshold ${threshold} is too wide`);
  }
  await writeTable(
    ctx.outputs.table.path,
    {
      symbol: groups,
      ts: numericColumn(table, 'ts'),
      label: labels.label,
      forward_return: labels.forwardReturn,
      t0: labels.t0,
      t1: labels.t1,
    },
    { types: { ts: 'timestamptz', t0: 'timestamptz', t1: 'timestamptz' } },
  );
}

export async function view(ctx: ViewContext<typeof params, 'features', 'table'>): Promise<void> {
  const table = await readTable(ctx.outputs.table.path, { columns: ['label', 'forward_return'] });
  const { threshold, horizon } = ctx.params;
  const bins = new Map<string, { label: string; bin: number; days: number }>();
  const width = 0.005;
  numericColumn(table, 'forward_return').forEach((value, row) => {
    const label = table.label?.[row];
    if (typeof label !== 'string') return;
    const bin = Math.round(Math.floor(value / width) * width * 1e4) / 1e4;
    const key = `${label} ${bin}`;
    const found = bins.get(key) ?? { label, bin, days: 0 };
    found.days += 1;
    bins.set(key, found);
  });
  ctx.chart({
    title: `Returns over ${horizon} trading days, by label`,
    description: `How many days had which return ${horizon} trading days later; beyond ±${threshold * 100} % they are buy and sell.`,
    spec: {
      width: 640,
      height: 200,
      data: { values: [...bins.values()].map((bar) => ({ ...bar, end: bar.bin + width })) },
      mark: 'bar',
      encoding: {
        x: {
          field: 'bin',
          type: 'quantitative',
          bin: { binned: true, step: width },
          title: 'return',
          axis: { format: '%' },
        },
        x2: { field: 'end' },
        y: { field: 'days', type: 'quantitative', title: 'days' },
        color: { field: 'label', type: 'nominal', sort: [...SIGNAL_CLASSES], title: null },
      },
    },
  });
}
