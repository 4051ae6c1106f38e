import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TableSummary } from '../../src/execute/stage-message.ts';
import { summarizeOutputs } from '../../src/execute/summarize-outputs.ts';

const test = suite('summaries of tables');
let folder: string;
let count = 0;
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-tables-'));
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs statements on a new DuckDB file and gives its path. */
async function duckdbFile(...statements: readonly string[]): Promise<string> {
  const path = join(folder, `${++count}.duckdb`);
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** The summary of what a query gives, written as Parquet. */
async function summaryOf(query: string): Promise<TableSummary> {
  const path = join(folder, `${++count}.parquet`);
  await duckdbFile(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  return await parquetSummary(path);
}

async function parquetSummary(path: string): Promise<TableSummary> {
  const { tables } = await summarizeOutputs({ table: { path, format: 'parquet' } }, {});
  if (tables.table === undefined) throw new Error('no summary');
  return tables.table;
}

async function contentOf(path: string): Promise<string> {
  const { contents } = await summarizeOutputs({ db: { path, format: 'duckdb' } }, {});
  return contents.db ?? '';
}

test('counts rows, nulls and distinct values, and gives bounds', async () => {
  const { rows, columns } = await summaryOf(
    "SELECT * FROM (VALUES (1, 'a', 0.5), (2, 'b', NULL), (2, NULL, 1.5)) t(n, s, x)",
  );
  assert.is(rows, 3);
  assert.equal(
    columns.map(({ name, nulls, distinct, min, max }) => [name, nulls, distinct, min, max]),
    [
      ['n', 0, 2, 1, 2],
      ['s', 1, 2, 'a', 'b'],
      ['x', 1, 2, 0.5, 1.5],
    ],
  );
  const [n] = columns;
  assert.is(
    n?.histogram?.reduce((a, b) => a + b),
    3,
  );
});

test('an empty table and a column of nulls have neither bounds nor histogram', async () => {
  const empty = await summaryOf("SELECT 1 AS a, 'x' AS b WHERE false");
  assert.is(empty.rows, 0);
  for (const column of empty.columns) {
    assert.equal(
      [column.nulls, column.distinct, column.min, column.max, column.histogram],
      [0, 0, null, null, null],
    );
  }
  const nulls = await summaryOf('SELECT NULL::DOUBLE AS a, NULL::VARCHAR AS b FROM range(4)');
  assert.is(nulls.rows, 4);
  for (const column of nulls.columns) {
    assert.equal(
      [column.nulls, column.distinct, column.min, column.max, column.histogram],
      [4, 0, null, null, null],
    );
  }
});

test('infinities and NaN stand in the bounds as text and in no histogram', async () => {
  const { columns } = await summaryOf(
    "SELECT * FROM (VALUES ('inf'::DOUBLE), ('-inf'), ('nan'), (1.0), (2.0)) t(x)",
  );
  assert.is(columns[0]?.min, '-inf');
  assert.is(columns[0]?.max, 'nan');
  assert.is(
    columns[0]?.histogram?.reduce((a, b) => a + b),
    2,
  );
});

test('the largest doubles side by side do not overflow', async () => {
  const { columns } = await summaryOf('SELECT * FROM (VALUES (1.7e308::DOUBLE), (-1.7e308), (0.0)) t(x)');
  assert.is(columns[0]?.max, 1.7e308);
  const { columns: tiny } = await summaryOf('SELECT * FROM (VALUES (5e-324::DOUBLE), (0.0)) t(x)');
  assert.is(tiny[0]?.max, 5e-324);
});

test('integers and decimals beyond what a double holds are told digit by digit', async () => {
  const exact = await summaryOf('SELECT 12345678901234567890.5::DECIMAL(38,1) AS d, 0.1::DECIMAL(9,1) AS e');
  assert.is(exact.columns[0]?.max, '12345678901234567890.5');
  assert.is(exact.columns[1]?.max, 0.1);
  const big = await summaryOf('SELECT 9007199254740993::BIGINT AS b UNION ALL SELECT 5');
  assert.is(big.columns[0]?.max, '9007199254740993');
  assert.is(big.columns[0]?.min, 5);
});

test('odd types have a summary', async () => {
  const path = await duckdbFile(
    "CREATE TYPE mood AS ENUM ('INT', 'sad', 'ok')",
    `CREATE TABLE odd AS SELECT
      'sad'::mood AS feeling,
      INTERVAL 3 DAYS AS span,
      MAP {'a': 1} AS pairs,
      {'n': 1, 's': 'x'} AS record,
      [1, 2] AS list,
      [1, 2]::INTEGER[2] AS fixed,
      [[1]] AS nested,
      'abc'::BLOB AS bytes,
      '101'::BIT AS bits,
      true AS flag,
      uuid() AS id,
      170141183460469231731687303715884105727::HUGEINT AS huge,
      12.50::DECIMAL(9,2) AS price,
      union_value(num := 2) AS either,
      DATE '2020-01-02' AS day,
      TIME '12:34:56' AS clock,
      TIMESTAMP '2020-01-02 03:04:05.678' AS at,
      TIMESTAMPTZ '2020-01-02 03:04:05+02' AS there,
      TIMESTAMP_NS '2020-01-02 03:04:05.123456789' AS fine,
      'infinity'::TIMESTAMP AS forever,
      'infinity'::DATE AS last_day,
      '{"a": 1}'::JSON AS doc`,
    'INSERT INTO odd SELECT * FROM odd',
  );
  const { tables } = await summarizeOutputs({ db: { path, format: 'duckdb' } }, {});
  const summary = tables.db;
  assert.is(summary?.rows, 2);
  const bounds = Object.fromEntries((summary?.columns ?? []).map(({ name, min }) => [name, min]));
  assert.is(bounds.feeling, 'sad');
  assert.is(bounds.span, '3 days');
  assert.is(bounds.list, null);
  assert.is(bounds.huge, '170141183460469231731687303715884105727');
  assert.is(bounds.price, 12.5);
  assert.is(bounds.at, '2020-01-02 03:04:05.678');
  assert.is(bounds.forever, 'infinity');
  assert.is(bounds.flag, 'true');
});

test('days and times have a histogram', async () => {
  const { columns } = await summaryOf(
    "SELECT DATE '2020-01-01' + i::INTEGER AS day, TIMESTAMP '2020-01-01' + to_hours(i) AS at FROM range(100) t(i)",
  );
  for (const { histogram } of columns)
    assert.is(
      histogram?.reduce((a, b) => a + b),
      100,
    );
});

test('names of columns and tables may hold quotes, spaces and keywords', async () => {
  const path = await duckdbFile(
    'CREATE TABLE "a ""quoted"" table" ("select" INTEGER, "it\'s ""x""" VARCHAR, "ü ;--" DOUBLE)',
    `INSERT INTO "a ""quoted"" table" VALUES (1, 'y', 2)`,
    'CREATE SCHEMA "other one"',
    'CREATE TABLE "other one"."t" AS SELECT 1 AS a',
  );
  const { tables } = await summarizeOutputs({ db: { path, format: 'duckdb' } }, {});
  assert.equal(
    tables.db?.columns.map(({ table, name }) => [table, name]),
    [
      ['a "quoted" table', 'select'],
      ['a "quoted" table', 'it\'s "x"'],
      ['a "quoted" table', 'ü ;--'],
      ['other one.t', 'a'],
    ],
  );
});

test('a file whose path holds a quote is read', async () => {
  const path = join(folder, "it's a table.parquet");
  await duckdbFile(`COPY (SELECT 1 AS a) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  assert.is((await parquetSummary(path)).rows, 1);
});

test('a CSV file that is no table has no summary, and one that is has', async () => {
  const outputs = { csv: { path: join(folder, 'a.csv'), format: 'csv' as const } };
  writeFileSync(outputs.csv.path, 'a,b\n1,x\n2,y\n');
  assert.is((await summarizeOutputs(outputs, {})).tables.csv?.rows, 2);
  for (const text of ['', '\n', '"never closed\n1,2\n', 'a,b\n1\n2,3,4,5\n"x']) {
    writeFileSync(outputs.csv.path, text);
    await summarizeOutputs(outputs, {});
  }
});

test('a DuckDB file has the digest of its rows, whatever the order they were put in', async () => {
  const rows = ["(1, 'a', NULL)", "(2, 'b', 0.5)", "(2, 'b', 0.5)", "(3, NULL, 'nan')"];
  const make = (values: readonly string[]) =>
    duckdbFile(
      'CREATE TABLE t (n INTEGER, s VARCHAR, x DOUBLE)',
      ...values.map((value) => `INSERT INTO t VALUES ${value}`),
    );
  const digest = await contentOf(await make(rows));
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  assert.is(await contentOf(await make(rows)), digest, 'the same again');
  for (const [what, other] of [
    ['another order, which a reader sees', [...rows].reverse()],
    ['a row less', rows.slice(1)],
    ['a duplicate less', [rows[0], rows[1], rows[3]]],
    ['null for NaN', [...rows.slice(0, 3), '(3, NULL, NULL)']],
    ['an empty text for null', [...rows.slice(0, 3), "(3, '', 'nan')"]],
    ['a text that says null', [...rows.slice(0, 3), "(3, 'null', 'nan')"]],
    ['infinity for NaN', [...rows.slice(0, 3), "(3, NULL, 'inf')"]],
    [
      'another last bit',
      ["(1, 'a', NULL)", "(2, 'b', 0.5)", "(2, 'b', 0.5000000000000001)", "(3, NULL, 'nan')"],
    ],
  ] as const) {
    assert.is.not(await contentOf(await make(other as readonly string[])), digest, what);
  }
});

test('the names and types of a DuckDB file count, its tables whatever their order', async () => {
  const one = 'CREATE TABLE a AS SELECT 1::INTEGER AS n';
  const two = 'CREATE TABLE b AS SELECT 1::INTEGER AS n';
  const digest = await contentOf(await duckdbFile(one, two));
  assert.is(await contentOf(await duckdbFile(two, one)), digest);
  for (const other of [
    [one],
    [one, 'CREATE TABLE c AS SELECT 1::INTEGER AS n'],
    [one, 'CREATE TABLE b AS SELECT 1::INTEGER AS m'],
    [one, 'CREATE TABLE b AS SELECT 1::BIGINT AS n'],
    [one, 'CREATE TABLE b AS SELECT 2::INTEGER AS n'],
  ]) {
    assert.is.not(await contentOf(await duckdbFile(...other)), digest, other.join());
  }
});

test('whatever a reader of a DuckDB file can get counts', async () => {
  const base = ['CREATE TABLE t AS SELECT 0.0::DOUBLE AS x'];
  const variants: readonly (readonly string[])[] = [
    base,
    ["CREATE TABLE t AS SELECT '-0.0'::DOUBLE AS x"],
    [...base, 'CREATE VIEW v AS SELECT x FROM t'],
    [...base, 'CREATE VIEW v AS SELECT x + 1 AS x FROM t'],
    [...base, 'CREATE SEQUENCE q'],
    [...base, 'CREATE SEQUENCE q START 2'],
    [...base, 'CREATE SEQUENCE q', "SELECT nextval('q')"],
    [...base, 'CREATE SCHEMA other'],
    [...base, 'CREATE SCHEMA labbook; CREATE TABLE labbook.u AS SELECT 1 AS n'],
    [...base, 'CREATE SCHEMA labbook; CREATE TABLE labbook.u AS SELECT 2 AS n'],
    [...base, "CREATE TYPE mood AS ENUM ('a', 'b')"],
    [...base, "CREATE TYPE mood AS ENUM ('b', 'a')"],
    [...base, "COMMENT ON COLUMN t.x IS 'in metres'"],
    ['CREATE TABLE t (x DOUBLE DEFAULT 1)', 'INSERT INTO t VALUES (0)'],
    ['CREATE TABLE t (x DOUBLE PRIMARY KEY)', 'INSERT INTO t VALUES (0)'],
    [...base, 'INSERT INTO t VALUES (1), (2)', 'DELETE FROM t WHERE x = 1'],
    [...base, 'INSERT INTO t VALUES (2)'],
    ["CREATE TABLE t AS SELECT 'a' AS x"],
    ["CREATE TABLE t AS SELECT 'a'::BLOB AS x"],
    ["CREATE TABLE t AS SELECT ['a, b'] AS x"],
    ["CREATE TABLE t AS SELECT ['a', 'b'] AS x"],
    ["CREATE TABLE t AS SELECT {'a': 1} AS x"],
    ["CREATE TABLE t AS SELECT {'b': 1} AS x"],
    ['CREATE TABLE t AS SELECT union_value(a := 1)::UNION(a INTEGER, b INTEGER) AS x'],
    ['CREATE TABLE t AS SELECT union_value(b := 1)::UNION(a INTEGER, b INTEGER) AS x'],
  ];
  const seen = new Map<string, string>();
  for (const statements of variants) {
    const digest = await contentOf(await duckdbFile(...statements));
    assert.match(digest, /^sha256:/, statements.join());
    assert.is(seen.get(digest), undefined, `${statements.join()} ≠ ${seen.get(digest)}`);
    seen.set(digest, statements.join());
  }
});

test('what a catalog does not tell whole is known by its bytes', async () => {
  for (const statement of [
    'CREATE MACRO plus(x, y := 2) AS x + y',
    'CREATE TYPE point AS STRUCT(x INTEGER)',
  ]) {
    assert.is(await contentOf(await duckdbFile('CREATE TABLE t AS SELECT 1 AS n', statement)), '', statement);
  }
});

test('a digest that the stage declared stands', async () => {
  const path = await duckdbFile('CREATE TABLE t AS SELECT 1 AS n');
  const declared = { db: `sha256:${'a'.repeat(64)}` as never };
  assert.equal((await summarizeOutputs({ db: { path, format: 'duckdb' } }, declared)).contents, declared);
});

test.run();
