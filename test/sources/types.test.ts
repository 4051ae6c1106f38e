import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import fc from 'fast-check';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SourceProblem } from '../../src/model/source-problem.ts';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import type { SnapshotInfo } from '../../src/sources/snapshot-info.ts';
import { carriedCases, carriedTypesSql } from '../support/carried-types.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf, tableOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
  folder: string;
}

const test = suite<Context>('types');

test.before(async (context) => {
  // A server whose own settings would change how values look as text.
  context.server = await startPostgres({
    settings: {
      datestyle: 'German',
      timezone: 'Asia/Tokyo',
      extra_float_digits: '-3',
      bytea_output: 'escape',
    },
  });
  context.client = new pg.Client({ connectionString: context.server.url() });
  await context.client.connect();
  await context.client.query(`SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET extra_float_digits = 1`);
  await context.client.query(carriedTypesSql);
  context.folder = mkdtempSync(join(tmpdir(), 'labbook-types-'));
});

test.after(async ({ server, client, folder }) => {
  await client.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers of any size are compared as what Postgres prints. */
const asText = Object.fromEntries(
  carriedCases.flatMap(({ type }, i) => {
    const [, digits] = /^numeric(?:\((\d+),.*)?/.exec(type) ?? [];
    const isUnbounded = /^numeric(\[\])?$/.test(type) || Number(digits ?? 0) > 38;
    return isUnbounded ? [[`c${i}`, 'text' as const]] : [];
  }),
);

async function extract(
  context: Context,
  name: string,
  key: readonly string[],
  as: Record<string, 'double' | 'text'> = asText,
): Promise<SnapshotInfo> {
  const extracted = await extractSnapshot({
    source: sourceOf(context.server.url()),
    tables: [tableOf('every_type', { query: `SELECT * FROM every_type`, key, as })],
    outputPath: join(context.folder, name),
  });
  assert.ok(extracted.ok, JSON.stringify(extracted));
  if (!extracted.ok) throw new Error();
  return extracted.value.info;
}

async function readColumn(path: string, column: string): Promise<readonly DuckDBValue[]> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT ${column} FROM every_type ORDER BY id`);
  const values = reader.getColumns()[0] ?? [];
  connection.closeSync();
  instance.closeSync();
  return values;
}

/** A table with a column of each type: `c0`, `c1` …, rows in the order of `id`, or backwards. */
async function makeTable(client: pg.Client, columns: readonly (readonly (string | null)[])[]): Promise<void> {
  const rows = columns[0]?.length ?? 0;
  await client.query('DROP TABLE IF EXISTS every_type');
  const types = carriedCases.map(({ type }, i) => `c${i} ${type}`);
  await client.query(`CREATE TABLE every_type (id int4, ${types.join(', ')})`);
  const unnested = carriedCases.map((_, i) => `$${i + 1}::text[]`).join(', ');
  const named = carriedCases.map((_, i) => `x${i}`).join(', ');
  const made = carriedCases.map(({ type, make }, i) => (make ?? `x::${type}`).replace(/\bx\b/g, `x${i}`));
  await client.query(
    `INSERT INTO every_type SELECT n, ${made.join(', ')}
     FROM unnest(${unnested}) WITH ORDINALITY AS u(${named}, n) ORDER BY n`,
    columns.map((column) => [...column]),
  );
  const { rowCount } = await client.query('SELECT FROM every_type');
  assert.is(rowCount, rows);
}

const rows = 30;
const anyTable = fc.tuple(
  ...carriedCases.map(({ values }) =>
    fc.array(fc.option(values, { freq: 6 }), { minLength: rows, maxLength: rows }),
  ),
);

test('every value of every type arrives as Postgres has it, whatever the server’s settings', async (context) => {
  const { client, folder } = context;
  await fc.assert(
    fc.asyncProperty(anyTable, async (columns) => {
      await makeTable(client, columns);
      await extract(context, 'values.duckdb', []);
      for (const [i, { type, inPostgres, ofPostgres, ofDuckdb }] of carriedCases.entries()) {
        const sql = (inPostgres ?? 'v::text').replace(/\bv\b/g, `c${i}`);
        const { rows: wanted } = await client.query<{ t: string | null }>(
          `SELECT ${sql} AS t FROM every_type ORDER BY id`,
        );
        const got = await readColumn(join(folder, 'values.duckdb'), `c${i}`);
        for (const [row, { t }] of wanted.entries()) {
          const value = got[row] ?? null;
          const shown = value === null ? null : (ofDuckdb ?? String)(value);
          const expected = t === null ? null : (ofPostgres ?? String)(t);
          if (shown !== expected) throw new Error(`${type}: ${expected} became ${shown}`);
        }
      }
    }),
    { numRuns: 8, endOnFailure: true, includeErrorInReport: true },
  );
});

test('the content is the same in whatever order the rows arrive, and another where one value is', async (context) => {
  const { client } = context;
  await fc.assert(
    fc.asyncProperty(anyTable, async (columns) => {
      await makeTable(client, columns);
      const forwards = await extract(context, 'forwards.duckdb', ['id']);
      await client.query('CREATE TABLE turned AS SELECT * FROM every_type ORDER BY id DESC');
      await client.query('DROP TABLE every_type');
      await client.query('ALTER TABLE turned RENAME TO every_type');
      const backwards = await extract(context, 'backwards.duckdb', ['id']);
      assert.equal(backwards.tables[0]?.columns, forwards.tables[0]?.columns);
      assert.is(backwards.content, forwards.content);

      await client.query('UPDATE every_type SET c1 = CASE WHEN c1 = 1 THEN 2 ELSE 1 END WHERE id = 17');
      assert.is.not((await extract(context, 'changed.duckdb', ['id'])).content, forwards.content);
    }),
    { numRuns: 3, endOnFailure: true, includeErrorInReport: true },
  );
});

test('NULL, an empty text and an empty list are three things', async (context) => {
  await context.client.query(`DROP TABLE IF EXISTS every_type; CREATE TABLE every_type AS
    SELECT * FROM (VALUES (1, NULL::text, NULL::int4[]), (2, '', '{}'), (3, 'NULL', '{NULL}')) AS t(id, a, b)`);
  await extract(context, 'nulls.duckdb', ['id'], {});
  const path = join(context.folder, 'nulls.duckdb');
  assert.equal(await readColumn(path, 'a'), [null, '', 'NULL']);
  assert.equal((await readColumn(path, 'b')).map(String), ['null', '[]', '[NULL]']);
});

test('−0.0 stays −0.0, in whatever order it comes, or is refused where DuckDB keeps one zero for all', async (context) => {
  const outputPath = join(context.folder, 'zeros.duckdb');
  const read = (query: string) =>
    extractSnapshot({
      source: sourceOf(context.server.url()),
      tables: [tableOf('every_type', { query, key: ['id'] })],
      outputPath,
    });
  const mixed = (zero: string, order: string) =>
    `SELECT i AS id, CASE WHEN i % 3 = 0 THEN '${zero}' ELSE i / 10.0 END::float8 AS v FROM generate_series(0, 5000) i ORDER BY i ${order}`;
  const contents = new Set<string>();
  for (const order of ['', 'DESC']) {
    const made = await read(mixed('-0', order).replace("'-0'", "'-0'::float8"));
    assert.ok(made.ok, JSON.stringify(made));
    if (made.ok) contents.add(made.value.info.content);
    const values = await readColumn(outputPath, 'v');
    assert.ok(values.every((value, id) => Object.is(value, id % 3 === 0 ? -0 : id / 10)));
  }
  assert.is(contents.size, 1);
  const plain = await read(mixed('0', '').replace("'0'", '0::float8'));
  assert.ok(plain.ok && !contents.has(plain.value.info.content));
  const zeros = await read(
    `SELECT i AS id, CASE WHEN i = 7 THEN '-0'::float8 ELSE 0 END AS v FROM generate_series(0, 5000) i`,
  );
  assert.equal(zeros, { ok: false, error: { kind: 'negative-zero', table: 'every_type', column: 'v' } });
});

test('numbers without bounds become numbers, or the yaml says what else', async (context) => {
  const read = async (query: string, as: Record<string, 'double' | 'text'> = {}) => {
    const outputPath = join(context.folder, 'numbers.duckdb');
    const source = sourceOf(context.server.url());
    const made = await extractSnapshot({
      source,
      tables: [tableOf('every_type', { query, as })],
      outputPath,
    });
    if (!made.ok) return made.error;
    const types = made.value.info.tables[0]?.columns.map(({ duckdbType }) => duckdbType).join();
    return `${types}: ${await readColumn(outputPath, 'v::VARCHAR').catch(String)}`;
  };
  const wide = `SELECT 1 AS id, v FROM (VALUES ('1e30'::numeric), ('1e-30')) AS t(v)`;
  const sums =
    'SELECT 1 AS id, avg(i) AS v, sum(i::bigint) AS s, round(i / 3.0, 2) AS r FROM generate_series(9, 10) i GROUP BY i ORDER BY i';
  assert.is(await read(sums), 'INTEGER,DECIMAL(38,0),DECIMAL(38,0),DECIMAL(38,2): 9,10');
  assert.is(await read(`SELECT 1 AS id, ARRAY[1.5, 20.25] AS v`), 'INTEGER,DECIMAL(38,2)[]: [1.50, 20.25]');
  const { special: _, ...facts } = (await read(wide)) as Extract<
    SourceProblem,
    { kind: 'numeric-unbounded' }
  >;
  assert.equal(facts, {
    kind: 'numeric-unbounded',
    table: 'every_type',
    column: 'v',
    type: 'numeric',
    digits: 31,
    scale: 30,
  });
  assert.is(await read(wide, { v: 'double' }), 'INTEGER,DOUBLE: 1e+30,1e-30');
  assert.match(String(await read(wide, { v: 'text' })), /^INTEGER,VARCHAR: /);
  assert.match(JSON.stringify(await read(`SELECT 1 AS id, 'NaN'::numeric AS v`)), /"special":"NaN"/);
  assert.match(JSON.stringify(await read(`SELECT 1 AS id, 2 AS v`, { v: 'text' })), /unusable-column/);
});

test('a value that DuckDB does not have is refused, with its column', async (context) => {
  const refused: readonly (readonly [string, RegExp])[] = [
    [`'294276-01-01'::timestamp`, /after 294247-01-10/],
    [`'NaN'::numeric(5,2)`, /NaN, which DECIMAL does not have/],
    [`'infinity'::interval`, /an infinite interval/],
    [`'{{1,2},{3,4}}'::int4[]`, /an array of 2 dimensions/],
    [`'[0:1]={1,2}'::int4[]`, /an array whose first index is 0, not 1/],
  ];
  for (const [value, reason] of refused) {
    const extracted = await extractSnapshot({
      source: sourceOf(context.server.url()),
      tables: [tableOf('t', { query: `SELECT ${value} AS v` })],
      outputPath: join(context.folder, 'refused.duckdb'),
    });
    assert.ok(!extracted.ok && extracted.error.kind === 'unsupported-value', value);
    if (!extracted.ok && extracted.error.kind === 'unsupported-value') {
      assert.match(extracted.error.reason, reason);
      assert.is(extracted.error.column, 'v');
    }
  }
});

test('a type that cannot be carried is refused by name', async (context) => {
  for (const type of ['inet', 'money', 'point', 'tsvector', 'bit(3)', 'int4range', 'timetz', 'int4[]']) {
    const query = type === 'int4[]' ? `SELECT ROW(1, 2) AS v` : `SELECT NULL::${type} AS v`;
    const extracted = await extractSnapshot({
      source: sourceOf(context.server.url()),
      tables: [tableOf('t', { query })],
      outputPath: join(context.folder, 'refused.duckdb'),
    });
    assert.ok(!extracted.ok && extracted.error.kind === 'unsupported-type', type);
  }
});

test.run();
