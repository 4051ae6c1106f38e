import { seed as seedMarket, tables as seedTables } from '../../seed/market.ts';
import { randomFrom } from '../../src/base/random.ts';
import type { Columns } from '../../src/learn/columns.ts';
import { writeTable } from '../../src/learn/table/write-table.ts';

/** What the example's two tables hold, as columns; instants are epoch milliseconds. */
export interface MarketData {
  readonly market: Columns;
  readonly sentiment: Columns;
}

const dayMs = 86_400_000;

/** The tables as the example's own seed module makes them: the S&P 500, 2000 to 2020, with synthetic posts. */
export async function shippedMarket(): Promise<MarketData> {
  const loaded = new Map<string, string>();
  await seedMarket({
    query: async () => ({ rows: [] }),
    async copyFrom(sql, chunks) {
      let text = '';
      for await (const chunk of chunks) text += String(chunk);
      loaded.set(seedTables.find((table) => sql.includes(table)) ?? sql, text);
    },
  });
  const rowsOf = (table: string) =>
    (loaded.get(table) ?? '')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
  const [market, sentiment] = [rowsOf('market_data'), rowsOf('sentiment_data')];
  const text = (rows: readonly string[][], at: number) => rows.map((row) => row[at] ?? '');
  const numbers = (rows: readonly string[][], at: number) =>
    Float64Array.from(rows, (row) => Number(row[at]));
  const instants = (rows: readonly string[][]) =>
    Float64Array.from(rows, (row) => Date.parse(`${row[1]?.replace(' ', 'T').replace('+00', 'Z')}`));
  return {
    market: {
      symbol: text(market, 0),
      ts: instants(market),
      close: numbers(market, 5),
      volume: numbers(market, 6),
    },
    sentiment: {
      symbol: text(sentiment, 0),
      ts: instants(sentiment),
      source: text(sentiment, 2),
      score: numbers(sentiment, 3),
    },
  };
}

/**
 * Prices that nothing can foretell: a walk of independent daily returns for each symbol, volumes at random, and
 * posts that follow the day's return, as the shipped ones do. Symbols have the same days.
 */
export function randomWalk({
  seed,
  days,
  symbols,
  deviation = 0.0135,
}: {
  readonly seed: number;
  readonly days: number;
  readonly symbols: readonly string[];
  /** Of a day's return. */
  readonly deviation?: number;
}): MarketData {
  const market = {
    symbol: [] as string[],
    ts: [] as number[],
    close: [] as number[],
    volume: [] as number[],
  };
  const sentiment = {
    symbol: [] as string[],
    ts: [] as number[],
    source: [] as string[],
    score: [] as number[],
  };
  for (const [place, symbol] of symbols.entries()) {
    const random = randomFrom(seed, place);
    const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let close = 100;
    let mood = 0;
    for (let day = 0; day < days; day++) {
      const dayReturn = deviation * gaussian();
      close *= 1 + dayReturn;
      mood = Math.max(-1, Math.min(1, 0.8 * mood + 4 * dayReturn + 0.15 * gaussian()));
      market.symbol.push(symbol);
      market.ts.push(closeOf(day));
      market.close.push(close);
      market.volume.push(Math.round(1e6 * Math.exp(0.3 * gaussian())));
      sentiment.symbol.push(symbol);
      sentiment.ts.push(closeOf(day) - 60_000);
      sentiment.source.push('news');
      sentiment.score.push(mood);
    }
  }
  return {
    market: {
      symbol: market.symbol,
      ts: Float64Array.from(market.ts),
      close: Float64Array.from(market.close),
      volume: Float64Array.from(market.volume),
    },
    sentiment: {
      symbol: sentiment.symbol,
      ts: Float64Array.from(sentiment.ts),
      source: sentiment.source,
      score: Float64Array.from(sentiment.score),
    },
  };
}

/** The same data up to `lastMs`, and all of it different afterwards. */
export function perturbedAfter(lastMs: number, { market, sentiment }: MarketData): MarketData {
  const changed = (table: Columns, name: string, change: (value: number, row: number) => number) => ({
    [name]: Float64Array.from(table[name] as Float64Array, (value, row) =>
      Number(table.ts?.[row]) > lastMs ? change(value, row) : value,
    ),
  });
  return {
    market: {
      ...market,
      ...changed(market, 'close', (value, row) => value * (1.3 + 0.2 * Math.sin(row))),
      ...changed(market, 'volume', (value, row) => value * 2 + row),
    },
    sentiment: { ...sentiment, ...changed(sentiment, 'score', (value) => -value / 2) },
  };
}

/** Writes the data as the snapshot that the extract stage makes. */
export async function writeSnapshot(path: string, { market, sentiment }: MarketData): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const parquet = { market_data: `${path}.market.parquet`, sentiment_data: `${path}.sentiment.parquet` };
  const types = { ts: 'timestamptz' } as const;
  await writeTable(parquet.market_data, market, { types });
  await writeTable(parquet.sentiment_data, sentiment, { types });
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const [table, file] of Object.entries(parquet)) {
    await connection.run(`CREATE TABLE ${table} AS SELECT * FROM read_parquet('${file}')`);
  }
  connection.closeSync();
  instance.closeSync();
}

function closeOf(day: number): number {
  return Date.UTC(2010, 0, 1, 21) + day * dayMs;
}
