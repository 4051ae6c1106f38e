/**
 * The example's tables. `market_data` is real: 5,105 trading days of the S&P 500, 2000 to 2020, from the npm
 * package vega-datasets (data/sp500-2000.csv). `sentiment_data` is synthetic, made here from a fixed seed:
 * noise that remembers itself a little and follows, never leads, the day's return.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SeedClient } from 'labbook';
import { randomFrom } from 'labbook/learn';

export const tables = ['market_data', 'sentiment_data'];

const symbol = 'SPX';
const sentimentSources = ['news', 'social', 'analysts'];
const sentimentSeed = 20000103;

export async function seed(client: SeedClient): Promise<void> {
  const days = readDays();
  await client.query(`CREATE TABLE market_data (
    symbol text NOT NULL, ts timestamptz NOT NULL,
    open double precision NOT NULL, high double precision NOT NULL, low double precision NOT NULL,
    close double precision NOT NULL, volume bigint NOT NULL, PRIMARY KEY (symbol, ts))`);
  await client.query(`COMMENT ON TABLE market_data IS 'real: S&P 500 daily, vega-datasets sp500-2000.csv'`);
  await client.query(`CREATE TABLE sentiment_data (
    symbol text NOT NULL, ts timestamptz NOT NULL, source text NOT NULL,
    score double precision NOT NULL CHECK (score BETWEEN -1 AND 1), PRIMARY KEY (symbol, ts, source))`);
  await client.query(`COMMENT ON TABLE sentiment_data IS 'synthetic: generated from seed ${sentimentSeed}'`);
  await client.copyFrom('COPY market_data FROM STDIN (FORMAT csv)', [marketRows(days)]);
  await client.copyFrom('COPY sentiment_data FROM STDIN (FORMAT csv)', [sentimentRows(days)]);
}

interface Day {
  readonly date: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

function readDays(): readonly Day[] {
  // The package exports its entry alone; the data stand beside it.
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  const path = join(dirname(entry), '..', 'data', 'sp500-2000.csv');
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [date = '', open = '', high = '', low = '', close = '', , volume = ''] = line.split(',');
    return { date, open, high, low, close, volume };
  });
}

function marketRows(days: readonly Day[]): string {
  // The close becomes known at 21:00 UTC, the end of a winter's trading day in New York.
  return days
    .map(({ date, open, high, low, close, volume }) =>
      [symbol, `${date} 21:00:00+00`, open, high, low, close, volume].join(','),
    )
    .join('\n')
    .concat('\n');
}

function sentimentRows(days: readonly Day[]): string {
  const random = randomFrom(sentimentSeed);
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const mood = new Map(sentimentSources.map((source) => [source, 0]));
  const rows: string[] = [];
  for (const [at, { date, close }] of days.entries()) {
    const before = Number(days[at - 1]?.close ?? close);
    const dayReturn = Number(close) / before - 1;
    for (const source of sentimentSources) {
      const next = 0.8 * (mood.get(source) ?? 0) + 4 * dayReturn + 0.15 * gaussian();
      mood.set(source, next);
      const score = Math.max(-1, Math.min(1, next));
      rows.push([symbol, `${date} 20:59:00+00`, source, score.toFixed(4)].join(','));
    }
  }
  return `${rows.join('\n')}\n`;
}
