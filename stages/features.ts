/**
 * # Features
 *
 * Nine columns a day, each made only from what was known at that day's close: the price and its change, its
 * rolling mean and deviation; the volume, its change and rolling mean; the mean sentiment of the day and its
 * trend over five days. Days before the first full window are left out. `available_at` says when the latest of
 * what a row was made from became known: later stages refuse a row that knew it too early.
 */
import type { RunContext, ViewContext } from 'labbook';
import { chartOf, numberColumn } from 'labbook/charts';
import {
  asOfJoin,
  type Columns,
  difference,
  fromArquero,
  groupRows,
  type NumericColumn,
  numericColumn,
  percentChange,
  readTable,
  rollingDeviation,
  rollingMax,
  rollingMean,
  rowCount,
  takeRows,
  textColumn,
  toArquero,
  writeTable,
} from 'labbook/learn';
import { z } from 'zod';
import { featureNames } from './lib/feature-names.ts';

/** Days over which the mean sentiment's trend is taken. */
const trendDays = 5;

export const params = z.object({
  /** Days that a rolling figure looks back over. */
  window: z.int().min(2).max(250).default(20),
});

export async function run(ctx: RunContext<typeof params, 'snapshot', 'rows' | 'table'>): Promise<void> {
  const rows = await rawRows(ctx.inputs.snapshot.path);
  await writeTable(ctx.outputs.rows.path, rows, { types: { ts: 'timestamptz', posted_at: 'timestamptz' } });
  const all = transform(rows, ctx.params);
  const table = completeRows(all);
  ctx.log.info(`${rowCount(table)} of ${rowCount(all)} days have all nine features`);
  await writeTable(ctx.outputs.table.path, table, {
    types: { ts: 'timestamptz', available_at: 'timestamptz' },
  });
}

/**
 * Features of days, one row for each, NaN where a window is not full: what training and `labbook predict` both go
 * through. A symbol's days stand together, in their order.
 */
export function transform(rows: Columns, { window }: z.infer<typeof params>): Columns {
  const symbol = textColumn(rows, 'symbol');
  const ts = numericColumn(rows, 'ts');
  const groups = groupRows(symbol);
  const price = numericColumn(rows, 'close');
  const volume = numericColumn(rows, 'volume');
  const sentiment = numericColumn(rows, 'sentiment');
  const smooth = rollingMean(sentiment, { window, groups });
  // A day knows its own close, and the post it was given; a row is as late as the latest day it looks back on.
  const postedAt = rows.posted_at === undefined ? ts : numericColumn(rows, 'posted_at');
  const knownAt = Float64Array.from(ts, (day, row) => Math.max(day, postedAt[row] ?? Number.NaN));
  return {
    symbol,
    ts,
    available_at: rollingMax(knownAt, { window: window + trendDays, groups }),
    price,
    price_change: percentChange(price, { groups }),
    price_mean: rollingMean(price, { window, groups }),
    price_deviation: rollingDeviation(price, { window, groups }),
    volume,
    volume_change: percentChange(volume, { groups }),
    volume_mean: rollingMean(volume, { window, groups }),
    sentiment,
    sentiment_trend: difference(smooth, { by: trendDays, groups }),
  };
}

/** A row a day: its close and volume, and the latest mean sentiment that was known at its close. */
async function rawRows(path: string): Promise<Columns> {
  const arquero = await import('arquero');
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
  const symbol = textColumn(market, 'symbol');
  const ts = numericColumn(market, 'ts');
  const facts = asOfJoin(scores, {
    decidedAt: ts,
    keys: symbol,
    availableAt: numericColumn(scores, 'ts'),
    factKeys: textColumn(scores, 'symbol'),
    maxAgeMs: 7 * 86_400_000,
  });
  return {
    symbol,
    ts,
    close: numericColumn(market, 'close'),
    volume: numericColumn(market, 'volume'),
    sentiment: numericColumn(facts, 'score'),
    posted_at: numericColumn(facts, 'ts'),
  };
}

/** The rows in which every feature is a finite number. */
function completeRows(table: Columns): Columns {
  const features = featureNames.map((name) => numericColumn(table, name));
  const rows: number[] = [];
  for (let row = 0; row < rowCount(table); row++) {
    if (features.every((column) => Number.isFinite(column[row]))) rows.push(row);
  }
  return takeRows(table, rows);
}

export async function view(ctx: ViewContext<typeof params, 'snapshot', 'rows' | 'table'>): Promise<void> {
  const { window } = ctx.params;
  const table = await readTable(ctx.outputs.table.path, { columns: ['symbol', 'ts', 'price', 'price_mean'] });
  const symbols = textColumn(table, 'symbol');
  const first = symbols[0];
  if (first === undefined) return;
  const [ts, price, mean] = [
    numericColumn(table, 'ts'),
    numericColumn(table, 'price'),
    numericColumn(table, 'price_mean'),
  ];
  const days = [...symbols.keys()].filter((row) => symbols[row] === first);
  // A point in several days draws the same line as a point a day.
  const step = Math.ceil(days.length / 500);
  const drawn = days.filter((_, day) => day % step === 0);
  const smooth = `mean of ${window} days`;
  const column = (name: string, values: NumericColumn) =>
    numberColumn(name, { values: drawn.map((row) => values[row] ?? Number.NaN), digits: 6 });
  ctx.show(
    chartOf({
      title: `Price of ${first} and its rolling mean`,
      description: `Daily close and its mean over ${window} days${step === 1 ? '' : `, one point in ${step} days`}.`,
      columns: [
        numberColumn('date', { values: drawn.map((row) => ts[row] ?? Number.NaN), format: 'date' }),
        column('close', price),
        column(smooth, mean),
      ],
      spec: {
        width: 640,
        height: 220,
        transform: [{ fold: ['close', smooth], as: ['line', 'price'] }],
        mark: { type: 'line', strokeWidth: 1.2 },
        encoding: {
          x: { field: 'date', type: 'temporal', title: null },
          y: { field: 'price', type: 'quantitative', title: 'price', scale: { zero: false } },
          color: { field: 'line', type: 'nominal', title: null },
          strokeDash: { field: 'line', type: 'nominal', title: null },
        },
      },
    }),
  );
}
