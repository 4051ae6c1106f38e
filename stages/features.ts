/**
 * # Features
 *
 * Nine columns a day, each made only from what was known at that day's close: the price and its change, its
 * rolling mean and deviation; the volume, its change and rolling mean; the mean sentiment of the day and its
 * trend over the window. Days before the first full window are left out.
 */
import type { RunContext, ViewContext } from 'labbook';
import {
  asOfJoin,
  difference,
  fromArquero,
  numericColumn,
  percentChange,
  readTable,
  rollingDeviation,
  rollingMean,
  toArquero,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { featureNames } from './lib/feature-names.ts';

export const params = z.object({
  /** Days that a rolling figure looks back over. */
  window: z.int().min(2).max(250).default(20),
});

export async function run(ctx: RunContext<typeof params, 'snapshot', 'table'>): Promise<void> {
  const { window } = ctx.params;
  const arquero = await import('arquero');
  const { path } = ctx.inputs.snapshot;
  const market = await readTable(path, {
    query: 'SELECT symbol, ts, close, volume::DOUBLE AS volume FROM market_data ORDER BY symbol, ts',
  });
  const posts = await readTable(path, {
    query: 'SELECT symbol, ts, score FROM sentiment_data ORDER BY symbol, ts, source',
  });
  // The sources of one instant become one score; what is known at a close is the latest score by then.
  const scores = fromArquero(
    (await toArquero(posts))
      .groupby('symbol', 'ts')
      .rollup({ score: arquero.op.mean('score') })
      .orderby('symbol', 'ts')
      .reify(),
  );
  const groups = market.symbol;
  if (groups === undefined) throw new Error('market_data has no symbol column');
  const joined = asOfJoin(scores, {
    decidedAt: numericColumn(market, 'ts'),
    keys: groups,
    availableAt: numericColumn(scores, 'ts'),
    ...(scores.symbol === undefined ? {} : { factKeys: scores.symbol }),
    maxAgeMs: 7 * 86_400_000,
  });
  const price = numericColumn(market, 'close');
  const volume = numericColumn(market, 'volume');
  const sentiment = numericColumn(joined, 'score');
  const smooth = rollingMean(sentiment, { window, groups });
  const all = {
    symbol: groups,
    ts: numericColumn(market, 'ts'),
    price,
    price_change: percentChange(price, { groups }),
    price_mean: rollingMean(price, { window, groups }),
    price_deviation: rollingDeviation(price, { window, groups }),
    volume,
    volume_change: percentChange(volume, { groups }),
    volume_mean: rollingMean(volume, { window, groups }),
    sentiment,
    sentiment_trend: difference(smooth, { by: 5, groups }),
  };
  const table = await toArquero(all);
  const isComplete = (row: Record<string, number>) =>
    featureNames.every((name) => Number.isFinite(row[name]));
  const complete = table.filter(arquero.escape(isComplete)).reify();
  ctx.log.info(`${complete.numRows()} of ${table.numRows()} days have all nine features`);
  await writeTable(ctx.outputs.table.path, fromArquero(complete), { types: { ts: 'timestamptz' } });
}

export async function view(ctx: ViewContext<typeof params, 'snapshot', 'table'>): Promise<void> {
  const table = await readTable(ctx.outputs.table.path);
  const [ts, price, mean] = ['ts', 'price', 'price_mean'].map((name) => numericColumn(table, name));
  if (ts === undefined || price === undefined || mean === undefined) return;
  // A point a week draws the same line as a point a day.
  const rows = Array.from({ length: Math.ceil(ts.length / 5) }, (_, week) => week * 5);
  ctx.chart({
    title: 'Price and its rolling mean',
    description: `Daily close of the index with its mean over ${ctx.params.window} days, one point in five days.`,
    spec: {
      width: 640,
      height: 220,
      data: {
        values: rows.flatMap((row) => [
          { date: ts[row] ?? 0, line: 'close', price: price[row] ?? 0 },
          { date: ts[row] ?? 0, line: `mean of ${ctx.params.window} days`, price: mean[row] ?? 0 },
        ]),
      },
      mark: { type: 'line', strokeWidth: 1.2 },
      encoding: {
        x: { field: 'date', type: 'temporal', title: null },
        y: { field: 'price', type: 'quantitative', title: 'index points' },
        color: { field: 'line', type: 'nominal', title: null },
      },
    },
  });
}
