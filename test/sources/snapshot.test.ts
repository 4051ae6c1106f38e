import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExtractOptions } from '../../src/sources/extract-options.ts';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import { readSnapshotInfo } from '../../src/sources/read-snapshot-info.ts';
import type { Extraction } from '../../src/sources/snapshot-info.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf, tableOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
  folder: string;
}

const test = suite<Context>('snapshot');

test.before(async (context) => {
  context.server = await startPostgres();
  context.client = await connect(context.server);
  context.folder = mkdtempSync(join(tmpdir(), 'labbook-snapshot-'));
});

test.before.each(async ({ client }) => {
  await client.query(`
    DROP TABLE IF EXISTS prices, accounts CASCADE;
    CREATE TABLE prices AS
      SELECT 'S' || i % 7 AS symbol, timestamptz '2020-01-01Z' + i / 7 * interval '1 hour' AS ts, i / 7.0::float8 AS close
      FROM generate_series(0, 29999) i;
    COMMENT ON TABLE prices IS 'synthetic prices';
  `);
});

test.after(async ({ server, client, folder }) => {
  await client.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(server: PostgresServer): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url() });
  await client.connect();
  return client;
}

const prices = tableOf('prices', { key: ['symbol', 'ts'], time: ['ts'] });

async function extract(
  { server, folder }: Context,
  name: string,
  options: Partial<ExtractOptions> = {},
): Promise<Extraction> {
  const extracted = await extractSnapshot({
    source: sourceOf(server.url()),
    tables: [prices],
    outputPath: join(folder, name),
    ...options,
  });
  assert.ok(extracted.ok, JSON.stringify(extracted));
  if (!extracted.ok) throw new Error();
  return extracted.value;
}

async function sql(path: string, text: string): Promise<readonly unknown[][]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(text)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

test('a snapshot says what it holds, where it is from and when it was read', async (context) => {
  const { info } = await extract(context, 'facts.duckdb');
  const [table] = info.tables;
  assert.is(table?.rows, 30_000);
  assert.equal(table?.times, { ts: { min: '2020-01-01 00:00:00+00', max: '2020-06-27 13:00:00+00' } });
  assert.equal(table?.comments, ['synthetic prices']);
  assert.is(table?.query, 'SELECT * FROM prices');
  assert.match(info.server.version, /^18/);
  assert.match(info.snapshotId, /^\d+:\d+:/);
  assert.match(info.lsn ?? '', /^[0-9A-F]+\/[0-9A-F]+$/);
  assert.ok(Math.abs(Date.parse(info.takenAt) - Date.now()) < 60_000);
  const kept = await readSnapshotInfo(join(context.folder, 'facts.duckdb'));
  assert.equal(kept?.info, info, 'the file says the same');
});

test('rows stand in the order of the key, whatever order they came in', async (context) => {
  const path = join(context.folder, 'ordered.duckdb');
  await extract(context, 'ordered.duckdb');
  const rows = await sql(path, 'SELECT symbol, ts::VARCHAR FROM prices');
  const texts = rows.map((row) => row.join(' '));
  assert.equal(texts, [...texts].sort());
  assert.is(texts.length, 30_000);
});

test('an unchanged database gives the same content, and the earlier file is kept byte by byte', async (context) => {
  const first = await extract(context, 'kept.duckdb');
  const path = join(context.folder, 'kept.duckdb');
  const before = { bytes: readFileSync(path), mtime: statSync(path).mtimeMs };
  const second = await extract(context, 'kept.duckdb', { previousPath: path });
  assert.is(second.info.content, first.info.content);
  assert.is(second.isReused, true);
  assert.equal({ bytes: readFileSync(path), mtime: statSync(path).mtimeMs }, before);
  const elsewhere = await extract(context, 'elsewhere.duckdb', { previousPath: path });
  assert.ok(
    elsewhere.isReused && readFileSync(join(context.folder, 'elsewhere.duckdb')).equals(before.bytes),
  );
});

test('a changed row gives another content, and the file holds it', async (context) => {
  const path = join(context.folder, 'changed.duckdb');
  const first = await extract(context, 'changed.duckdb');
  await context.client.query(`UPDATE prices SET close = -1 WHERE symbol = 'S3' AND ts = '2020-01-01Z'`);
  const second = await extract(context, 'changed.duckdb', { previousPath: path });
  assert.is.not(second.info.content, first.info.content);
  assert.is(second.isReused, false);
  assert.equal(await sql(path, 'SELECT count(*)::INT FROM prices WHERE close = -1'), [[1]]);
  const [before, after] = [first.info.tables[0], second.info.tables[0]];
  assert.is(
    after?.columns[0]?.content,
    before?.columns[0]?.content,
    'the digest of an equal column is equal',
  );
  assert.is.not(after?.columns[2]?.content, before?.columns[2]?.content);
});

test('two servers with the same rows, in other orders and under other settings, agree', async (context) => {
  await using other = await startPostgres({
    settings: { datestyle: 'SQL, DMY', timezone: 'America/New_York', extra_float_digits: '-5' },
  });
  const client = await connect(other);
  await client.query(`CREATE TABLE prices (symbol text COLLATE "C", ts timestamptz, close float8)`);
  const { rows } = await context.client.query(
    'SELECT symbol, ts::text, close::text FROM prices ORDER BY close DESC',
  );
  await client.query(`INSERT INTO prices SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::float8[])`, [
    rows.map((r) => r.symbol),
    rows.map((r) => r.ts),
    rows.map((r) => r.close),
  ]);
  await client.end();
  const here = await extract(context, 'here.duckdb');
  const there = await extract(context, 'there.duckdb', { source: sourceOf(other.url()) });
  assert.is(there.info.content, here.info.content);
});

test('all tables are read as of one moment, while others write', async (context) => {
  const { client, server } = context;
  await client.query(
    `CREATE TABLE accounts AS SELECT i AS id, 100 AS amount FROM generate_series(1, 20000) i`,
  );
  const writer = await connect(server);
  let isDone = false;
  const writing = (async () => {
    for (let i = 1; !isDone; i++) {
      await writer.query(`BEGIN; UPDATE accounts SET amount = amount - 1 WHERE id = ${(i % 20000) + 1};
        UPDATE accounts SET amount = amount + 1 WHERE id = ${((i * 7919) % 20000) + 1};
        INSERT INTO accounts VALUES (${20000 + i}, 0); COMMIT`);
    }
  })();
  const tables = ['a', 'b', 'c'].map((name) =>
    tableOf(name, { query: 'SELECT * FROM accounts', key: ['id'] }),
  );
  const { info } = await extract(context, 'moment.duckdb', { tables });
  isDone = true;
  await writing;
  await writer.end();
  const [a, b, c] = info.tables;
  assert.is(b?.content, a?.content);
  assert.is(c?.content, a?.content);
  const path = join(context.folder, 'moment.duckdb');
  assert.equal(await sql(path, 'SELECT sum(amount)::INT FROM c'), [[2_000_000]]);
});

const byContent = { cursor: 'ts', lag: null, lagMs: null, updatedAt: null, check: 'content' } as const;
const growing = { ...prices, append: byContent };

test('an incremental read reads the end only, and gives the content of a full one', async (context) => {
  const path = join(context.folder, 'growing.duckdb');
  await extract(context, 'growing.duckdb', { tables: [growing] });
  await context.client.query(`INSERT INTO prices
    SELECT 'S' || i % 9, timestamptz '2020-06-27 13:00Z' + i / 9 * interval '1 hour', -i FROM generate_series(0, 99) i
    WHERE i % 9 > 6 OR i > 8`);
  const incremental = await extract(context, 'growing.duckdb', { tables: [growing], previousPath: path });
  const full = await extract(context, 'full.duckdb', { tables: [growing] });
  assert.is(incremental.info.tables[0]?.read, 'incremental');
  assert.ok((incremental.info.tables[0]?.rowsRead ?? Infinity) < 1200);
  assert.is(full.info.tables[0]?.read, 'full');
  assert.is(full.info.tables[0]?.rowsRead, full.info.tables[0]?.rows);
  assert.is(incremental.info.content, full.info.content);
  assert.is(incremental.info.tables[0]?.rows, 30_093);
  const all = 'SELECT * FROM prices';
  assert.equal(await sql(path, all), await sql(join(context.folder, 'full.duckdb'), all));
});

test('an incremental read of an unchanged table keeps the file', async (context) => {
  const path = join(context.folder, 'idle.duckdb');
  await extract(context, 'idle.duckdb', { tables: [growing] });
  const again = await extract(context, 'idle.duckdb', { tables: [growing], previousPath: path });
  assert.is(again.isReused, true);
  assert.is(again.info.tables[0]?.read, 'incremental');
});

for (const [what, change] of [
  ['an edited old row', `UPDATE prices SET close = 0 WHERE ts = '2020-01-02Z' AND symbol = 'S0'`],
  ['a deleted old row', `DELETE FROM prices WHERE ts = '2020-02-01Z' AND symbol = 'S0'`],
  ['a late old row', `INSERT INTO prices VALUES ('S0', '2020-01-01 00:30Z', 1)`],
  [
    'one deleted and one late',
    `DELETE FROM prices WHERE ts = '2020-02-01Z' AND symbol = 'S0'; INSERT INTO prices VALUES ('S0', '2020-01-01 00:30Z', 1)`,
  ],
] as const) {
  test(`${what} is found, and only blocks that changed are read`, async (context) => {
    const path = join(context.folder, 'edited.duckdb');
    await extract(context, 'edited.duckdb', { tables: [growing] });
    await context.client.query(change);
    const again = await extract(context, 'edited.duckdb', { tables: [growing], previousPath: path });
    assert.is(again.info.tables[0]?.read, 'incremental');
    assert.ok((again.info.tables[0]?.rowsRead ?? Infinity) < 2100, String(again.info.tables[0]?.rowsRead));
    const full = await extract(context, 'full.duckdb', { tables: [growing] });
    assert.is(again.info.content, full.info.content);
  });
}

test('a row whose 0 becomes −0 is found, and the table is read whole, to be kept so that it stays −0', async (context) => {
  const path = join(context.folder, 'edited.duckdb');
  await extract(context, 'edited.duckdb', { tables: [growing] });
  await context.client.query(`UPDATE prices SET close = '-0' WHERE ts = '2020-01-01Z' AND symbol = 'S0'`);
  const again = await extract(context, 'edited.duckdb', { tables: [growing], previousPath: path });
  assert.is(again.info.tables[0]?.read, 'full');
  assert.is(again.info.tables[0]?.hasNegativeZero, true);
  const full = await extract(context, 'full.duckdb', { tables: [growing] });
  assert.is(again.info.content, full.info.content);
});

test('blocks stay narrow as the table grows, and a read after a read finds the next edit', async (context) => {
  const path = join(context.folder, 'chain.duckdb');
  await extract(context, 'chain.duckdb', { tables: [growing] });
  const step = async (change: string) => {
    await context.client.query(change);
    const { info } = await extract(context, 'chain.duckdb', { tables: [growing], previousPath: path });
    assert.is(info.content, (await extract(context, 'full.duckdb', { tables: [growing] })).info.content);
    return info.tables[0]?.rowsRead ?? Infinity;
  };
  await step(
    `INSERT INTO prices SELECT 'S0', '2021-01-01Z'::timestamptz + i * interval '1 s', i FROM generate_series(1, 4000) i`,
  );
  assert.ok((await step(`UPDATE prices SET close = 7 WHERE ts = '2021-01-01 00:10Z'`)) < 2100);
});

test('check: count reads less and finds late writes by updatedAt, and by their number all that came or went', async (context) => {
  await context.client.query(`ALTER TABLE prices ADD changed timestamptz DEFAULT '2020-01-01Z'`);
  const append = { ...byContent, check: 'count', updatedAt: 'changed', lagMs: 3_600_000 } as const;
  const tables = [{ ...prices, append }];
  const path = join(context.folder, 'counted.duckdb');
  await extract(context, 'counted.duckdb', { tables });
  const again = async (change: string) => {
    await context.client.query(change);
    const { info } = await extract(context, 'counted.duckdb', { tables, previousPath: path });
    const full = await extract(context, 'full.duckdb', { tables });
    return { read: info.tables[0]?.read, isSame: info.content === full.info.content };
  };
  const key = `ts = '2020-02-01Z' AND symbol = 'S0'`;
  await context.client.query(`UPDATE prices SET changed = '2020-03-01Z' WHERE ts = '2020-06-27Z'`);
  await extract(context, 'counted.duckdb', { tables });
  assert.equal(await again(`UPDATE prices SET close = 1, changed = '2020-04-01Z' WHERE ${key}`), {
    read: 'incremental',
    isSame: true,
  });
  assert.equal(await again(`DELETE FROM prices WHERE ${key}`), { read: 'full', isSame: true });
  assert.equal(
    await again(`UPDATE prices SET close = 3 WHERE ts = '2020-02-02Z'`),
    { read: 'incremental', isSame: false },
    'as the page says',
  );
});

test('rows too wide to be sorted in little memory are sorted all the same', async (context) => {
  const wideRows = `SELECT -i AS id, repeat(md5(i::text), 256) || i AS text FROM generate_series(1, 20000) i`;
  const wide = tableOf('wide', { query: wideRows, key: ['id'] });
  const { info } = await extract(context, 'wide.duckdb', { tables: [wide] });
  assert.is(info.tables[0]?.rows, 20_000);
  const path = join(context.folder, 'wide.duckdb');
  assert.equal(await sql(path, 'SELECT id, len(text)::INT FROM wide LIMIT 1'), [[-20000, 8197]]);
});

test('progress tells rows, bytes and the planner’s estimate', async (context) => {
  await context.client.query('ANALYZE prices');
  const seen: { rows: number; bytes: number; estimatedRows: number | null }[] = [];
  await extract(context, 'progress.duckdb', { onProgress: (progress) => void seen.push(progress) });
  const last = seen.at(-1);
  assert.is(last?.rows, 30_000);
  assert.is(last?.estimatedRows, 30_000);
  assert.ok(seen.length > 3 && (last?.bytes ?? 0) > 900_000);
  assert.ok(seen.every(({ rows }, i) => i === 0 || rows >= (seen[i - 1]?.rows ?? 0)));
});

test.run();
