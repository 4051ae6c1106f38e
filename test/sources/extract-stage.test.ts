import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Digest } from '../../src/base/digest.ts';
import type { Display } from '../../src/model/display.ts';
import type { RunContext, ViewContext } from '../../src/model/stage.ts';
import { writeExtractEnvironment } from '../../src/sources/extract-environment.ts';
import * as stage from '../../src/sources/extract-stage.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  folder: string;
}

const test = suite<Context>('extract-stage');

test.before(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'labbook-stage-'));
  context.server = await startPostgres();
  const client = new pg.Client({ connectionString: context.server.url() });
  await client.connect();
  await client.query(`
    CREATE TABLE market_data AS SELECT 'SPX' AS symbol, date '2020-01-01' + i AS ts, i::float8 AS close FROM generate_series(0, 9) i;
    CREATE TABLE sentiment_data AS SELECT * FROM market_data;
    COMMENT ON TABLE sentiment_data IS 'synthetic: drawn from a seed'`);
  await client.end();
});

test.after(async ({ server, folder }) => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const given = {
  tables: {
    market_data: { query: 'SELECT * FROM market_data;\n', key: ['symbol', 'ts'], time: 'ts', append: null },
    'sentiment data': { table: 'sentiment_data', key: ['symbol', 'ts'] },
  },
};

/** A stage's context that keeps what it is told. */
function makeContext({ server, folder }: Context, params: unknown, url = server.url()) {
  const told = { source: sourceOf(url), stage: 'extract', previousPath: null, acceptsSchemaChange: false };
  Object.assign(process.env, writeExtractEnvironment(told));
  const output = { path: join(folder, 'snapshot.duckdb'), format: 'duckdb' as const };
  const metrics: Record<string, number> = {};
  const identified: Record<string, Digest> = {};
  const shown: Display[] = [];
  const shared = { params: stage.params.parse(params), inputs: {}, log: { info: () => {}, warn: () => {} } };
  const run: RunContext<typeof stage.params> = {
    ...shared,
    outputs: { snapshot: output },
    seed: 1,
    random: () => 0,
    signal: new AbortController().signal,
    predictions: () => {},
    metric: (name, value) => void Object.assign(metrics, { [name]: value }),
    progress: () => undefined,
    identify: (name, digest) => void Object.assign(identified, { [name]: digest }),
  };
  const view = {
    ...shared,
    outputs: { snapshot: { ...output, digest: '', files: [] } },
    show: (...displays: Display[]) => void shown.push(...displays),
  } as unknown as ViewContext<typeof stage.params>;
  return { run, view, metrics, identified, shown };
}

test('the stage extracts the tables, names the content and counts the rows', async (context) => {
  const made = makeContext(context, given);
  await stage.run(made.run);
  assert.match(made.identified.snapshot ?? '', /^sha256:[0-9a-f]{64}$/);
  assert.equal(made.metrics, { 'rows.market_data': 10, 'rows.sentiment_data': 10 });
});

test('its view shows tables, time ranges and columns, and says which data are synthetic', async (context) => {
  const made = makeContext(context, given);
  await stage.view(made.view);
  const [text, tables, columns] = made.shown;
  assert.ok(text?.kind === 'markdown' && /PostgreSQL 18.*Snapshot `/.test(text.text));
  assert.ok(
    text?.kind === 'markdown' && text.text.includes('**sentiment data**: synthetic: drawn from a seed'),
  );
  if (tables?.kind !== 'table' || columns?.kind !== 'table') throw new Error('no tables');
  const column = (name: string) => tables.columns.find((c) => c.name === name)?.values;
  assert.equal(column('table'), ['market_data', 'sentiment data']);
  assert.equal(column('from'), ['2020-01-01', null]);
  assert.equal(column('data'), [null, 'synthetic']);
  assert.is(columns.columns[0]?.values.length, 6);
});

test('a failure is an error in words, with the place in pipeline.yaml and no password', async (context) => {
  const params = { tables: { market_data: { query: 'SELECT * FROM market', key: ['symbol'] } } };
  const { run } = makeContext(context, params);
  try {
    await stage.run(run);
    assert.unreachable();
  } catch (error) {
    const { message, stack } = error as Error;
    assert.match(message, /relation "market" does not exist/);
    assert.match(message, /at stages\.extract\.tables\.market_data\.query in pipeline\.yaml/);
    assert.not.match(`${message}${stack}`, new RegExp(context.server.password));
  }
});

test('params that are no tables are refused by the schema', () => {
  assert.not.ok(stage.params.safeParse({ tables: { t: { queri: 'SELECT 1' } } }).success);
});

test.run();
