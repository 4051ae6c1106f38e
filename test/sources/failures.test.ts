import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SourceProblem } from '../../src/model/source-problem.ts';
import type { ExtractOptions } from '../../src/sources/extract-options.ts';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import { describeSourceProblem } from '../../src/words/describe-source-problem.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { diskTest, mount } from '../support/small-disk.ts';
import { sourceOf, tableOf } from '../support/source-of.ts';
import { startProxy } from '../support/tcp-proxy.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
  folder: string;
  outputPath: string;
  /** For snapshots that are not the earlier one. */
  elsewhere: string;
}

const test = suite<Context>('failures');

test.before(async (context) => {
  context.server = await startPostgres();
  context.client = await connect(context.server);
  context.folder = mkdtempSync(join(tmpdir(), 'labbook-failures-'));
  context.elsewhere = mkdtempSync(join(tmpdir(), 'labbook-failures-'));
  context.outputPath = join(context.folder, 'snapshot.duckdb');
  await context.client.query(`
    CREATE TABLE prices AS SELECT i AS id, 'S' || i % 7 AS symbol, i / 7.0::float8 AS close
      FROM generate_series(1, 200000) i;
    CREATE TABLE good AS SELECT 1 AS id;
    CREATE ROLE reader LOGIN PASSWORD 'reader-secret';
    CREATE ROLE nobody_in NOLOGIN PASSWORD 'secret';
  `);
});

test.after(async ({ server, client, folder, elsewhere }) => {
  await client.end().catch(() => undefined);
  await server.stop();
  for (const path of [folder, elsewhere]) rmSync(path, { recursive: true, force: true });
});

async function connect(server: PostgresServer): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url() });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Extracts over a good earlier snapshot, and checks that a failure leaves it alone and nothing beside it. */
async function failureOf(
  context: Context,
  options: Partial<ExtractOptions> & { url?: string } = {},
): Promise<SourceProblem> {
  const { server, outputPath, folder } = context;
  if (!existsSync(outputPath)) {
    const good = await extractSnapshot({
      source: sourceOf(server.url()),
      tables: [tableOf('good')],
      outputPath,
    });
    assert.ok(good.ok, JSON.stringify(good));
  }
  const before = readFileSync(outputPath);
  const result = await extractSnapshot({
    source: sourceOf(options.url ?? server.url()),
    tables: [tableOf('prices')],
    outputPath,
    previousPath: outputPath,
    ...options,
  });
  assert.not.ok(result.ok, 'the extraction should have failed');
  if (result.ok) throw new Error();
  assert.ok(before.equals(readFileSync(outputPath)), 'the earlier snapshot is as it was');
  assert.equal(readdirSync(folder), ['snapshot.duckdb'], 'nothing is left beside it');
  return result.error;
}

function wordsOf(problem: SourceProblem): string {
  const { what, where, fix } = describeSourceProblem(problem, { source: 'market', stage: 'extract' });
  return `${what}\n${where}\n${fix}`;
}

test('a server that is down is named, with host and port', async (context) => {
  const url = 'postgres://postgres:x@127.0.0.1:1/postgres';
  const problem = await failureOf(context, { url });
  assert.is(problem.kind, 'server-down');
  assert.match(
    wordsOf(problem),
    /no server answers at 127\.0\.0\.1:1 \(connection refused\)\nsources\.market\.url/,
  );
});

test('a host that does not exist is named', async (context) => {
  const problem = await failureOf(context, { url: 'postgres://postgres@no-such-host.invalid/postgres' });
  assert.is(problem.kind, 'server-down');
  assert.match(wordsOf(problem), /no-such-host\.invalid:5432 \(no such host\)/);
});

test('a server that accepts and says nothing runs into the connect timeout', async (context) => {
  const { createServer } = await import('node:net');
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  const source = sourceOf(`postgres://u:p@127.0.0.1:${port}/d?sslmode=disable`, { connectTimeoutMs: 300 });
  const problem = await failureOf(context, { source });
  silent.close();
  assert.equal(problem, { kind: 'connect-timeout', server: `127.0.0.1:${port}`, timeoutMs: 300 });
});

test('a wrong password is told from a missing one', async (context) => {
  const wrong = await failureOf(context, { url: context.server.url({ password: 'not this' }) });
  assert.match(wordsOf(wrong), /refused the password of role "postgres"/);
  const url = `postgres://postgres@127.0.0.1:${context.server.port}/postgres`;
  const missing = await failureOf(context, { url });
  assert.match(wordsOf(missing), /wants a password for role "postgres", and none was given/);
});

test('a role that may not log in is told with the server’s reason', async (context) => {
  const url = context.server.url({ user: 'nobody_in', password: 'secret' });
  const problem = await failureOf(context, { url });
  assert.is(problem.kind, 'role-refused');
  assert.match(wordsOf(problem), /role "nobody_in".*not permitted to log in/);
});

test('a missing database is named', async (context) => {
  const problem = await failureOf(context, { url: context.server.url({ database: 'markte' }) });
  assert.match(wordsOf(problem), /has no database "markte"\nsources\.market\.url/);
});

test('a table that the role may not read is named, with what to ask for', async (context) => {
  const url = context.server.url({ user: 'reader', password: 'reader-secret' });
  const problem = await failureOf(context, { url });
  assert.is(problem.kind, 'permission-denied');
  assert.match(wordsOf(problem), /permission denied for table prices\nstages\.extract\.tables\.prices/);
  assert.match(wordsOf(problem), /GRANT SELECT ON … TO reader/);
});

test('TLS that the server does not offer is a problem where sslmode asks for it', async (context) => {
  const problem = await failureOf(context, { url: `${context.server.url()}?sslmode=require` });
  assert.is(problem.kind, 'tls-unavailable');
});

test('a query that the server refuses is shown with the place in it', async (context) => {
  const query = 'SELECT id,\n       clsoe\nFROM prices';
  const problem = await failureOf(context, { tables: [tableOf('prices', { query })] });
  assert.is(problem.kind, 'query-error');
  const words = wordsOf(problem);
  assert.match(words, /column "clsoe" does not exist/);
  assert.match(words, /line 2: {8}clsoe\n {17}\^/);
  assert.match(words, /stages\.extract\.tables\.prices\.query/);
  assert.match(words, /prices\.close/, 'the server’s own hint');
});

test('an error in the middle of a COPY is the server’s, and no half a file is left', async (context) => {
  const query = 'SELECT id, 1 / (150000 - id) AS x FROM prices ORDER BY id';
  const problem = await failureOf(context, { tables: [tableOf('prices', { query })] });
  assert.match(wordsOf(problem), /division by zero/);
});

test('a statement timeout names the table and the limit', async (context) => {
  const source = sourceOf(context.server.url(), { statementTimeoutMs: 300 });
  const query = 'SELECT id, pg_sleep(0.01)::text AS slept FROM prices';
  const problem = await failureOf(context, { source, tables: [tableOf('prices', { query })] });
  assert.equal(problem, { kind: 'statement-timeout', table: 'prices', timeoutMs: 300 });
  assert.match(wordsOf(problem), /reading table "prices" took longer than the 0\.3 s of statementTimeout/);
});

test('a key that is not unique is shown with one of its values', async (context) => {
  const problem = await failureOf(context, { tables: [tableOf('prices', { key: ['symbol'] })] });
  assert.equal(problem, { kind: 'duplicate-key', table: 'prices', key: ['symbol'], values: ['S0'] });
  assert.match(wordsOf(problem), /there are several for \(S0\)/);
});

test('a key that is NULL somewhere is refused', async (context) => {
  const query = 'SELECT nullif(id, 777) AS id FROM prices';
  const problem = await failureOf(context, { tables: [tableOf('prices', { query, key: ['id'] })] });
  assert.equal(problem, { kind: 'null-key', table: 'prices', column: 'id' });
});

test('a key, time or append column that is not there, or cannot be used, is named', async (context) => {
  const missing = await failureOf(context, { tables: [tableOf('prices', { key: ['ident'] })] });
  assert.match(
    wordsOf(missing),
    /has no column "ident"; it has id, symbol and close\nstages\.extract\.tables\.prices\.key/,
  );
  const unusable = await failureOf(context, { tables: [tableOf('prices', { key: ['close'] })] });
  assert.match(wordsOf(unusable), /"close" has the type double precision, which cannot be used for key/);
  const notTime = await failureOf(context, { tables: [tableOf('prices', { time: ['id'] })] });
  assert.match(wordsOf(notTime), /type integer, which cannot be used for time/);
});

test('no rows are a problem, unless they are allowed', async (context) => {
  const query = 'SELECT * FROM prices WHERE id < 0';
  const problem = await failureOf(context, { tables: [tableOf('prices', { query })] });
  assert.equal(problem, { kind: 'zero-rows', table: 'prices' });
  const outputPath = join(context.elsewhere, 'empty.duckdb');
  const allowed = await extractSnapshot({
    source: sourceOf(context.server.url()),
    tables: [tableOf('prices', { query, key: ['id'], allowEmpty: true })],
    outputPath,
  });
  assert.ok(allowed.ok && allowed.value.info.tables[0]?.rows === 0);
});

test('a type that cannot be carried is an error that names the column and offers a cast', async (context) => {
  const query = `SELECT 1 AS id, '10.0.0.1'::inet AS client`;
  const problem = await failureOf(context, { tables: [tableOf('visits', { query })] });
  assert.equal(problem, { kind: 'unsupported-type', table: 'visits', column: 'client', type: 'inet' });
  assert.match(wordsOf(problem), /Cast it in the query: "client"::text AS "client"/);
});

test('a value that DuckDB cannot hold is an error that names column and row', async (context) => {
  const query = `SELECT i AS id, CASE i WHEN 3 THEN 'NaN'::numeric ELSE 1 END::numeric(5,2) AS price FROM generate_series(1, 5) i`;
  const problem = await failureOf(context, { tables: [tableOf('t', { query })] });
  assert.match(wordsOf(problem), /column "price" of "t" \(numeric\(5,2\)\) holds NaN, .*in row 3/);
});

test('two columns of one name, but for case, are refused', async (context) => {
  const problem = await failureOf(context, {
    tables: [tableOf('t', { query: 'SELECT 1 AS "Ts", 2 AS ts' })],
  });
  assert.equal(problem, { kind: 'duplicate-column', table: 't', columns: ['Ts', 'ts'] });
});

test('columns that changed under the same query are a problem, until they are accepted', async (context) => {
  const { server, client } = context;
  const outputPath = join(context.elsewhere, 'schema.duckdb');
  const options = {
    source: sourceOf(server.url()),
    tables: [tableOf('shifting')],
    outputPath,
    previousPath: outputPath,
  };
  await client.query('CREATE TABLE shifting AS SELECT 1 AS id, 2 AS gone, 3::int4 AS wider');
  assert.ok((await extractSnapshot(options)).ok);
  const before = readFileSync(outputPath);
  await client.query('ALTER TABLE shifting DROP gone, ALTER wider TYPE int8, ADD fresh text');
  const refused = await extractSnapshot(options);
  assert.not.ok(refused.ok);
  if (!refused.ok) {
    assert.match(
      wordsOf(refused.error),
      /wider was integer, is bigint; fresh \(text\) is new; gone \(integer\) is gone/,
    );
  }
  assert.ok(before.equals(readFileSync(outputPath)));
  assert.ok((await extractSnapshot({ ...options, acceptsSchemaChange: true })).ok);
});

test('a connection cut in mid-COPY is a problem that names the row', async (context) => {
  await using proxy = await startProxy({ port: context.server.port, cuts: 9, afterBytes: 2_000_000 });
  const url = context.server.url().replace(`:${context.server.port}/`, `:${proxy.port}/`);
  const problem = await failureOf(context, { url });
  assert.is(problem.kind, 'connection-cut');
  assert.ok('rows' in problem && problem.rows > 1000);
  assert.match(wordsOf(problem), /was cut at row \d+ of "prices"/);
});

test('a cut connection is tried again, visibly, and then gives the whole snapshot', async (context) => {
  const warnings: string[] = [];
  await using proxy = await startProxy({ port: context.server.port, cuts: 1, afterBytes: 2_000_000 });
  const url = `${context.server.url()}?sslmode=disable`.replace(
    `:${context.server.port}/`,
    `:${proxy.port}/`,
  );
  const outputPath = join(context.elsewhere, 'retried.duckdb');
  const extracted = await extractSnapshot({
    source: sourceOf(url, { retries: 2 }),
    tables: [tableOf('prices')],
    outputPath,
    backoffMs: 10,
    log: { info: () => undefined, warn: (message) => void warnings.push(message) },
  });
  assert.ok(extracted.ok);
  assert.is(extracted.ok && extracted.value.info.tables[0]?.rows, 200_000);
  assert.equal(warnings, ['connection-cut; attempt 2 of 3 in 0.01 s']);
});

test('a cancelled extraction ends at once and leaves nothing', async (context) => {
  const cancelled = new AbortController();
  const problem = await failureOf(context, {
    signal: cancelled.signal,
    onProgress: ({ rows }) => rows > 1000 && cancelled.abort(),
  });
  assert.equal(problem, { kind: 'cancelled' });
});

diskTest(test)('a disk that fills up half way is a problem that names the folder', async (context) => {
  const small = join(context.elsewhere, 'small');
  using _disk = mount(small, { kilobytes: 2048 });
  const query = `SELECT i AS id, md5(i::text) || md5((i * 7)::text) AS noise FROM generate_series(1, 200000) i`;
  const result = await extractSnapshot({
    source: sourceOf(context.server.url()),
    tables: [tableOf('noise', { query })],
    outputPath: join(small, 'snapshot.duckdb'),
  });
  assert.equal(result, { ok: false, error: { kind: 'disk-full', folder: small } });
  assert.equal(readdirSync(small), []);
});

test('a folder that cannot be written is named', async (context) => {
  const result = await extractSnapshot({
    source: sourceOf(context.server.url()),
    tables: [tableOf('good')],
    outputPath: join(context.server.folder, 'password', 'snapshot.duckdb'),
  });
  assert.ok(!result.ok && result.error.kind === 'not-writable', JSON.stringify(result));
});

test('a server that is killed in mid-COPY is told, and once it is back the snapshot is whole', async (context) => {
  let isKilled = false;
  const problem = await failureOf(context, {
    onProgress: ({ rows }) => {
      if (rows < 1000 || isKilled) return;
      isKilled = true;
      void context.server.kill();
    },
  });
  assert.ok(['server-restarted', 'connection-cut'].includes(problem.kind), problem.kind);
  const down = await failureOf(context);
  assert.is(down.kind, 'server-down');
  await context.server.restart();
  context.client = await connect(context.server);
  const outputPath = join(context.elsewhere, 'again.duckdb');
  const again = await extractSnapshot({
    source: sourceOf(context.server.url()),
    tables: [tableOf('prices')],
    outputPath,
  });
  assert.ok(again.ok && again.value.info.tables[0]?.rows === 200_000);
});

test('a query that somebody else cancels is told as that, not as ours', async (context) => {
  let isCancelled = false;
  const problem = await failureOf(context, {
    onProgress: ({ rows }) => {
      if (rows < 1000 || isCancelled) return;
      isCancelled = true;
      void context.client.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'labbook'`,
      );
    },
  });
  assert.is(problem.kind, 'query-cancelled');
});

test('a query that is cancelled here ends at the server, too', async (context) => {
  const cancelled = new AbortController();
  const running = async () => {
    const { rows } = await context.client.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()`,
    );
    return Number(rows[0]?.n);
  };
  const tables = [tableOf('slow', { query: 'SELECT 1 AS id, pg_sleep(600) IS NULL AS slept' })];
  const failed = failureOf(context, { signal: cancelled.signal, tables });
  while ((await running()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  cancelled.abort();
  assert.equal(await failed, { kind: 'cancelled' });
  while ((await running()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('two tables that differ by case alone are refused', async (context) => {
  const tables = [tableOf('Good', { query: 'SELECT * FROM good' }), tableOf('good')];
  assert.equal(await failureOf(context, { tables }), { kind: 'duplicate-table', tables: ['Good', 'good'] });
});

test('a wider type that was accepted is then what the next snapshot is held against', async (context) => {
  const { client, elsewhere } = context;
  await client.query(
    `DROP TABLE IF EXISTS widths; CREATE TABLE widths AS SELECT 1 AS id, 'a'::varchar(10) AS name`,
  );
  const path = join(elsewhere, 'widths.duckdb');
  const read = async (acceptsSchemaChange: boolean) => {
    const options = { tables: [tableOf('widths', { key: ['id'] })], outputPath: path, previousPath: path };
    const made = await extractSnapshot({
      source: sourceOf(context.server.url()),
      ...options,
      acceptsSchemaChange,
    });
    return made.ok ? 'ok' : made.error.kind;
  };
  assert.is(await read(false), 'ok');
  await client.query('ALTER TABLE widths ALTER name TYPE varchar(20)');
  assert.equal([await read(false), await read(true), await read(false)], ['schema-changed', 'ok', 'ok']);
});

test('a session that an administrator ends is told as the server’s doing', async (context) => {
  let isEnded = false;
  const problem = await failureOf(context, {
    onProgress: ({ rows }) => {
      if (rows < 1000 || isEnded) return;
      isEnded = true;
      void context.client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'labbook'`,
      );
    },
  });
  assert.ok(['server-restarted', 'connection-cut'].includes(problem.kind), problem.kind);
});

test.run();
