/**
 * # Data checks
 *
 * A signature vouches for a model, not for the data it learned from. Here the data answer for themselves: values are
 * in their ranges, and since the data that were accepted last (seed/accepted-data.json) neither rows have gone
 * missing nor labels flipped. What is beyond a limit fails the run, with figures, and no model is registered.
 * `enforce: false` lets it pass, to accept what changed on purpose: the new profile is then copied over the old one.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import { readTable } from 'labbook/learn';
import { z } from 'zod';
import { changeFigures, type DataFigure, rangeFigures } from './lib/check-data.ts';
import { dataProfile, readDataProfile } from './lib/data-profile.ts';

const share = z.number().min(0).max(1);
export const params = z.object({
  /** As the label stage has them. */
  horizon: z.int().min(1).max(60),
  threshold: z.number().min(0).max(1),
  maxLost: share.default(0.01),
  maxGrowth: z.number().min(0).default(0.25),
  maxFlipped: share.default(0.005),
  maxMove: z.number().positive().default(0.25),
  enforce: z.boolean().default(true),
});

type Inputs = 'snapshot' | 'labels' | 'accepted';
type Outputs = 'profile' | 'figures';

export async function run(ctx: RunContext<typeof params, Inputs, Outputs>): Promise<void> {
  const { horizon, threshold, enforce, ...limits } = ctx.params;
  const { path } = ctx.inputs.snapshot;
  const tables = {
    market: await readTable(path, {
      query: 'SELECT symbol, ts, close, volume::DOUBLE AS volume FROM market_data ORDER BY symbol, ts',
    }),
    sentiment: await readTable(path, { query: 'SELECT symbol, score FROM sentiment_data' }),
    labels: await readTable(ctx.inputs.labels.path, { columns: ['symbol', 'ts', 'label'] }),
  };
  const accepted = readDataProfile(JSON.parse(await readFile(ctx.inputs.accepted.path, 'utf8')));
  const profile = dataProfile(tables, { horizon, threshold });
  const isKnown = Object.keys(accepted.symbols).some((symbol) => symbol in profile.symbols);
  if (!isKnown)
    ctx.log.warn('none of the accepted symbols is in these data: rows and labels are held against nothing');
  else if (horizon !== accepted.horizon || threshold !== accepted.threshold) {
    ctx.log.warn('the accepted labels were made otherwise: flips are not counted');
  }
  const figures = [
    ...rangeFigures(tables, limits),
    ...(isKnown ? changeFigures(profile, accepted, limits) : []),
  ];
  const beyond = figures.filter(({ found, limit }) => found > limit);
  ctx.metric('figures', figures.length);
  ctx.metric('beyond_limits', beyond.length, { direction: 'lower' });
  for (const name of ['days lost', 'posts lost', 'labels flipped']) {
    const worst = Math.max(0, ...figures.filter((each) => each.name === name).map(({ found }) => found));
    ctx.metric(name.replace(' ', '_'), worst, { direction: 'lower' });
  }
  await writeFile(ctx.outputs.profile.path, `${JSON.stringify(profile, null, 2)}\n`);
  await writeFile(ctx.outputs.figures.path, `${JSON.stringify(figures)}\n`);
  if (beyond.length === 0) return;
  const told = beyond.map(({ symbol, text, limit }) => `${symbol}: ${text} (limit ${limit})`).join('; ');
  if (enforce) throw new Error(`the data are not as they were accepted: ${told}`);
  ctx.log.warn(`let pass, since enforce is false: ${told}`);
}

export async function view(ctx: ViewContext<typeof params, Inputs, Outputs>): Promise<void> {
  const figures = JSON.parse(await readFile(ctx.outputs.figures.path, 'utf8')) as readonly DataFigure[];
  ctx.table({
    title: 'The data against what was accepted',
    description: 'A figure above its limit fails the run.',
    columns: [
      { name: 'symbol', values: figures.map(({ symbol }) => symbol) },
      { name: 'figure', values: figures.map(({ name }) => name) },
      { name: 'found', values: figures.map(({ found }) => found) },
      { name: 'limit', values: figures.map(({ limit }) => limit) },
      { name: 'in words', values: figures.map(({ text }) => text) },
    ],
  });
}
