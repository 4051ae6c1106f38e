import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import { probeSource, type SourceProbe } from '../../src/sources/probe-source.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf, tableOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
}

const test = suite<Context>('probe-source');

test.before(async (context) => {
  // Nothing of the server's own may change its state while the test looks.
  context.server = await startPostgres({ settings: { autovacuum: 'off', checkpoint_timeout: '1h' } });
  context.client = new pg.Client({ connectionString: context.server.url() });
  await context.client.connect();
  await context.client.query(`
    CREATE TABLE prices AS SELECT i AS id, i / 7.0 AS close, now() - i * interval '1 hour' AS ts FROM generate_series(1, 100) i;
    CREATE TABLE other (id int);
    CREATE UNLOGGED TABLE fleeting AS SELECT 1 AS id;
    CREATE VIEW recent AS SELECT * FROM prices WHERE ts > now() - interval '1 day';
    CREATE VIEW plain_view AS SELECT id, close FROM prices;
    CREATE FUNCTION own_rows() RETURNS SETOF prices LANGUAGE plpgsql STABLE AS 'BEGIN RETURN QUERY TABLE prices; END';
    CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
  `);
});

test.after(async ({ server, client }) => {
  await client.end();
  await server.stop();
});

async function probe(context: Context, query = 'SELECT * FROM prices', user?: string): Promise<SourceProbe> {
  const url = user === undefined ? context.server.url() : context.server.url({ user, password: user });
  const probed = await probeSource({ source: sourceOf(url), tables: [tableOf('t', { query })] });
  assert.ok(probed.ok, JSON.stringify(probed));
  if (!probed.ok) throw new Error();
  return probed.value;
}

test('the token stays as long as nothing is written, also when rows are read', async (context) => {
  const before = await probe(context);
  assert.match(before.token ?? '', /^sha256:/);
  await context.client.query('SELECT count(*) FROM prices');
  assert.is((await probe(context)).token, before.token);
});

test('an ordinary role gets a token too', async (context) => {
  assert.match((await probe(context, undefined, 'reader')).token ?? '', /^sha256:/);
});

for (const [what, change] of [
  ['an inserted row', 'INSERT INTO prices VALUES (101, 1, now())'],
  ['an updated row', 'UPDATE prices SET close = 0 WHERE id = 7'],
  ['a deleted row', 'DELETE FROM prices WHERE id = 9'],
  ['a new column', 'ALTER TABLE prices ADD note text'],
  ['an emptied table', 'TRUNCATE other'],
  ['another table’s row, which the probe cannot tell apart', 'INSERT INTO other VALUES (1)'],
] as const) {
  test(`${what} changes the token`, async (context) => {
    const before = await probe(context);
    await context.client.query(change);
    assert.is.not((await probe(context)).token, before.token);
  });
}

test('work that was begun before, and commits after, changes the token', async (context) => {
  const other = new pg.Client({ connectionString: context.server.url() });
  await other.connect();
  await other.query('BEGIN; UPDATE prices SET close = 5 WHERE id = 3');
  const during = await probe(context);
  assert.is((await probe(context)).token, during.token);
  await other.query('COMMIT');
  await other.end();
  assert.is.not((await probe(context)).token, during.token);
});

test('a restart changes the token', async (context) => {
  const before = await probe(context);
  await context.client.end();
  await context.server.restart();
  context.client = new pg.Client({ connectionString: context.server.url() });
  await context.client.connect();
  assert.is.not((await probe(context)).token, before.token);
});

test('an extraction names the state that the probe then finds', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-probe-'));
  const extracted = await extractSnapshot({
    source: sourceOf(context.server.url()),
    tables: [tableOf('t', { query: 'SELECT * FROM plain_view' })],
    outputPath: join(folder, 'x.duckdb'),
  });
  rmSync(folder, { recursive: true });
  assert.ok(extracted.ok && extracted.value.info.token !== null);
  assert.is((await probe(context)).token, extracted.ok && extracted.value.info.token);
});

for (const [query, because] of [
  [`SELECT * FROM prices WHERE ts > now() - interval '1 day'`, /now\(\)/],
  ['SELECT * FROM recent', /now\(\)/],
  ['SELECT *, random() AS r FROM prices', /random\(\)/],
  ['SELECT * FROM prices WHERE ts::date < CURRENT_DATE', /CURRENT_DATE/],
  ['SELECT *, current_user AS me FROM prices', /CURRENT_USER/],
  [`SELECT current_setting('application_name') AS name`, /current_setting\(\)/],
  ['SELECT * FROM fleeting', /fleeting is not an ordinary table/],
  ['SELECT relname, reltuples FROM pg_class', /pg_class is not an ordinary table/],
  ['SELECT * FROM prices TABLESAMPLE bernoulli (10)', /Sample Scan/],
  ['SELECT * FROM pg_stat_activity', /./],
  ['SELECT id, close FROM own_rows()', /own_rows\(\)/],
] as const) {
  test(`whether "${query}" changed cannot be told`, async (context) => {
    const { token, because: why } = await probe(context, query);
    assert.is(token, null);
    assert.match(why ?? '', because);
  });
}

test('text that only looks like a call of the clock does no harm', async (context) => {
  assert.ok((await probe(context, `SELECT id, 'now() CURRENT_DATE' AS note FROM prices`)).token !== null);
});

test('a query that the server refuses is a problem, with its place', async (context) => {
  const source = sourceOf(context.server.url());
  const probed = await probeSource({ source, tables: [tableOf('t', { query: 'SELECT clsoe FROM prices' })] });
  assert.ok(!probed.ok && probed.error.kind === 'query-error');
  if (!probed.ok && probed.error.kind === 'query-error') assert.is(probed.error.at?.column, 8);
});

test.run();
