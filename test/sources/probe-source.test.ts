import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseStatement } from '../../src/sources/ask-server.ts';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import { endClient, openClient } from '../../src/sources/open-client.ts';
import { probeSource, type SourceProbe } from '../../src/sources/probe-source.ts';
import { pgbouncerPath, startPgbouncer } from '../support/pgbouncer.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf, tableOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
}

const test = suite<Context>('probe-source');

test.before(async (context) => {
  // Nothing of the server's own may change its state while the test looks.
  context.server = await startPostgres({
    settings: { autovacuum: 'off', checkpoint_timeout: '1h', timezone: 'Asia/Tokyo' },
  });
  context.client = new pg.Client({ connectionString: context.server.url() });
  await context.client.connect();
  await context.client.query(`
    CREATE TABLE prices AS SELECT i AS id, i / 7.0 AS close, now() - i * interval '1 hour' AS ts FROM generate_series(1, 100) i;
    CREATE TABLE other (id int);
    CREATE UNLOGGED TABLE fleeting AS SELECT 1 AS id;
    CREATE VIEW recent AS SELECT * FROM prices WHERE ts > now() - interval '1 day';
    CREATE VIEW plain_view AS SELECT id, close FROM prices;
    CREATE FUNCTION own_rows() RETURNS SETOF prices LANGUAGE plpgsql STABLE AS 'BEGIN RETURN QUERY TABLE prices; END';
    CREATE FUNCTION newest() RETURNS SETOF prices LANGUAGE sql STABLE AS $$ SELECT * FROM prices WHERE ts > timestamptz 'now' - interval '1 day' $$;
    CREATE FUNCTION is_late(a timestamptz, b interval) RETURNS bool LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a < now() - b; END';
    CREATE OPERATOR <<| (LEFTARG = timestamptz, RIGHTARG = interval, FUNCTION = is_late);
    CREATE FUNCTION said_fixed(a int) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN clock_timestamp(); END';
    CREATE TABLE days (id int, ts timestamptz, note text) PARTITION BY RANGE (ts);
    CREATE TABLE days_old PARTITION OF days FOR VALUES FROM ('2000-01-01Z') TO ('2001-01-01Z');
    CREATE TABLE days_older PARTITION OF days FOR VALUES FROM ('1999-01-01Z') TO ('2000-01-01Z');
    INSERT INTO days VALUES (1, '2000-02-02Z', 'today');
    CREATE SCHEMA ten_a;
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

async function sql(path: string, text: string): Promise<readonly unknown[][]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(text)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
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
  [
    'a setting of the database',
    'ALTER DATABASE postgres SET extra_float_digits = 0; ALTER DATABASE postgres SET enable_sort = on',
  ],
  ['the search path of the role', 'ALTER ROLE postgres SET search_path = ten_a, public'],
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

test('a setting of the server that is reloaded changes the token', async (context) => {
  const before = await probe(context);
  await context.client.query("ALTER SYSTEM SET default_text_search_config = 'simple'");
  await context.client.query('SELECT pg_reload_conf()');
  // The postmaster tells its children; how soon is up to the machine.
  for (let tried = 0; tried < 100; tried++) {
    const { rows } = await context.client.query('SHOW default_text_search_config');
    if (String(rows[0]?.default_text_search_config).includes('simple')) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.is.not((await probe(context)).token, before.token);
});

test('a checkpoint, which is no change, leaves the token as it is', async (context) => {
  const before = await probe(context);
  await context.client.query('CHECKPOINT');
  assert.is((await probe(context)).token, before.token);
});

test('what was folded into the plan is in the token, also from within a function', async (context) => {
  for (const query of [
    `SELECT * FROM prices WHERE ts > timestamptz 'now' - interval '1 day'`,
    'SELECT * FROM newest()',
  ]) {
    const { token } = await probe(context, query);
    assert.is.not(await probe(context, query).then((later) => later.token), token, query);
  }
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
  assert.is(
    (await probe(context, 'SELECT * FROM plain_view')).token,
    extracted.ok && extracted.value.info.token,
  );
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
  [`SELECT * FROM prices WHERE ts <<| interval '1 day'`, /operator <<\|/],
  ['SELECT said_fixed(id) AS at FROM prices', /said_fixed\(\)/],
  [`SELECT * FROM days WHERE ts > now() - interval '1 day'`, /left out|now\(\)/],
  ['SELECT note::timestamptz AS at FROM days', /note is a text/],
  [`SELECT ('to' || note)::date AS at FROM days`, /may be a text/],
] as const) {
  test(`whether "${query}" changed cannot be told`, async (context) => {
    const { token, because: why } = await probe(context, query);
    assert.is(token, null);
    assert.match(why ?? '', because);
  });
}

for (const query of [
  `SELECT id, ts::date AS day, date_trunc('day', ts)::date AS also, (ts AT TIME ZONE 'UTC')::date AS third FROM prices`,
  `SELECT to_char(ts, 'YYYY') AS year, count(*), avg(close) FROM prices GROUP BY 1 ORDER BY 1`,
  `SELECT id, lag(close) OVER (ORDER BY ts) AS before, coalesce(close, 0) AS c FROM prices WHERE ts < '2090-01-01'`,
]) {
  test(`that "${query}" did not change can be told`, async (context) => {
    const { token, because: why } = await probe(context, query);
    assert.ok(token !== null, why ?? '');
    assert.is((await probe(context, query)).token, token);
  });
}

test('no text of a query can end the read-only transaction', async (context) => {
  const { rows: before } = await context.client.query('SELECT count(*) FROM days');
  for (const query of [
    'SELECT 1 AS id; COMMIT; DELETE FROM days',
    'SELECT 1 AS id) AS q; COMMIT; DELETE FROM days; SELECT * FROM (SELECT 1',
  ]) {
    const source = sourceOf(context.server.url());
    const tables = [tableOf('t', { query })];
    assert.not.ok((await probeSource({ source, tables })).ok);
    assert.not.ok(
      (
        await extractSnapshot({ source, tables, outputPath: '/nowhere/x.duckdb' }).catch(() => ({
          ok: false,
        }))
      ).ok,
    );
    const opened = await openClient(source);
    if (!opened.ok) throw new Error(opened.error.kind);
    await opened.value.query('BEGIN');
    const refused = await parseStatement(opened.value, `COPY (${query}) TO STDOUT`).catch(
      (error) => error.code,
    );
    assert.ok(refused === '42601', String(refused));
    await opened.value.query('ROLLBACK');
    assert.match(String(await opened.value.query('DELETE FROM days').catch(String)), /read-only transaction/);
    await endClient(opened.value);
  }
  assert.equal((await context.client.query('SELECT count(*) FROM days')).rows, before);
});

const bouncer = pgbouncerPath();
(bouncer === null ? test.skip : test)(
  'a pooler hands on no setting of ours, and misses none',
  async (context) => {
    await using pooler = await startPgbouncer(bouncer ?? '', context.server);
    const query = `SELECT current_setting('timezone') AS zone, current_setting('default_transaction_read_only') AS reads`;
    const folder = mkdtempSync(join(tmpdir(), 'labbook-pooled-'));
    const outputPath = join(folder, 'x.duckdb');
    const other = new pg.Client({ connectionString: pooler.url });
    await other.connect();
    const extracted = await extractSnapshot({
      source: sourceOf(pooler.url),
      tables: [
        tableOf('t', { query, key: ['zone'] }),
        tableOf('p', { query: 'SELECT * FROM prices', key: ['id'] }),
      ],
      outputPath,
    });
    assert.ok(extracted.ok, JSON.stringify(extracted));
    assert.equal(await sql(outputPath, 'SELECT zone FROM t'), [['UTC']]);
    const { rows } = await other.query(
      `SELECT current_setting('timezone') AS zone, current_setting('datestyle') AS style`,
    );
    await other.end();
    rmSync(folder, { recursive: true });
    assert.equal(rows, [{ zone: 'Asia/Tokyo', style: 'ISO, MDY' }]);
  },
);

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
