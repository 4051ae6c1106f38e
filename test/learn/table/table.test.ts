import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import type { Columns } from '../../../src/learn/columns.ts';
import { readTable, readTableTypes } from '../../../src/learn/table/read-table.ts';
import { writeTable } from '../../../src/learn/table/write-table.ts';
import { plainColumns } from '../../support/plain-columns.ts';

const test = suite('table files');
const folder = mkdtempSync(join(tmpdir(), 'labbook-table-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const day = 86_400_000;
const assertSame = (found: Columns, expected: Columns) =>
  assert.equal(plainColumns(found), plainColumns(expected));

const everyType: Columns = {
  f: Float64Array.of(1.5, Number.NaN, -Infinity, 0.1),
  g: Float32Array.of(0.5, Number.NaN, 1, 2),
  i: Int32Array.of(1, -2147483648, 2147483647, 0),
  u: Uint32Array.of(4294967295, 0, 1, 2),
  h: Int16Array.of(-32768, 32767, 0, 1),
  b: Uint8Array.of(0, 255, 1, 2),
  yes: Uint8Array.of(0, 1, 1, 0),
  long: Float64Array.of(9007199254740991, -9007199254740991, Number.NaN, 0),
  text: ['', 'it\'s "quoted"', null, 'ünï🙂'],
  on: Float64Array.of(0, -day, Number.NaN, 18000 * day),
  at: Float64Array.of(0, 1.5, -1, 8.64e15),
  zoned: Float64Array.of(1e12, Number.NaN, -1e12 - 1, 0.001),
};
const everyTypeTypes = {
  yes: 'boolean',
  long: 'int64',
  on: 'date',
  at: 'timestamp',
  zoned: 'timestamptz',
} as const;

test('every type comes back from Parquet as it was written', async () => {
  await writeTable(at('all.parquet'), everyType, { types: everyTypeTypes });
  assertSame(await readTable(at('all.parquet')), everyType);
  const types = await readTableTypes(at('all.parquet'));
  assert.is(types.zoned, 'timestamptz');
  assert.is(types.on, 'date');
  assert.is(types.yes, 'boolean');
  assert.is(types.long, 'int64');
  assert.equal(readdirSync(folder), ['all.parquet']);
});

test('an empty table keeps its columns and their types', async () => {
  const empty = { x: new Float64Array(0), n: new Int32Array(0), s: [] };
  await writeTable(at('empty.parquet'), empty);
  assertSame(await readTable(at('empty.parquet')), empty);
});

test('rows keep their order over many row groups', async () => {
  const place = Int32Array.from({ length: 400_000 }, (_, i) => Math.imul(i, 0x9e3779b1));
  await writeTable(at('long.parquet'), { place });
  const { place: found = [] } = await readTable(at('long.parquet'));
  assert.is(found.length, place.length);
  assert.ok(place.every((value, row) => found[row] === value));
});

test('many chunks keep their order, and sortBy orders text by code point with missing last', async () => {
  const rows = 10_000;
  const random = randomFrom(3);
  const value = Float64Array.from({ length: rows }, () =>
    random() < 0.1 ? Number.NaN : Math.floor(random() * 50),
  );
  const place = Int32Array.from({ length: rows }, (_, i) => i);
  const text = Array.from({ length: rows }, () => (random() < 0.1 ? null : random() < 0.5 ? 'a' : 'B'));
  await writeTable(at('plain.parquet'), { value, place, text });
  assertSame(await readTable(at('plain.parquet')), { value, place, text });
  await writeTable(at('sorted.parquet'), { value, place, text }, { sortBy: ['text', 'value'] });
  const sorted = await readTable(at('sorted.parquet'));
  const rank = (i: number) => (text[i] === 'B' ? 0 : text[i] === 'a' ? 1 : 2);
  const order = Array.from(place).sort(
    (a, b) =>
      rank(a) - rank(b) ||
      Number(Number.isNaN(value[a]!)) - Number(Number.isNaN(value[b]!)) ||
      value[a]! - value[b]! ||
      0 ||
      a - b,
  );
  assert.equal(Array.from(sorted.place as Int32Array), order);
});

test('equal columns give equal bytes in every process', async () => {
  const script = `
    import { writeTable } from ${JSON.stringify(resolve('src/learn/table/write-table.ts'))};
    import { randomFrom } from ${JSON.stringify(resolve('src/base/random.ts'))};
    const random = randomFrom(5), rows = 200000;
    await writeTable(process.argv[2], {
      x: Float64Array.from({length: rows}, random),
      s: Array.from({length: rows}, () => 'S' + Math.floor(random() * 500)),
      long: Array.from({length: rows}, (_, i) => 'some longer text ' + i % 7919),
      t: Float64Array.from({length: rows}, (_, i) => i * 1000),
    }, { sortBy: ['s', 't'], types: { t: 'timestamp' } });`;
  writeFileSync(at('write.mts'), script);
  const digests = [1, 2].map((n) => {
    execFileSync(process.execPath, ['--import', 'tsx', at('write.mts'), at(`same-${n}.parquet`)]);
    return createHash('sha256')
      .update(readFileSync(at(`same-${n}.parquet`)))
      .digest('hex');
  });
  assert.is(digests[0], digests[1]);
});

test('CSV round-trips numbers, text and instants', async () => {
  const columns = {
    x: Float64Array.of(0.1, Number.NaN, 1e300),
    s: ['a,b', 'c\n"d"', ''],
    t: Float64Array.of(0, 1, day),
  };
  await writeTable(at('t.csv'), columns, { types: { t: 'timestamp' } });
  assertSame(await readTable(at('t.csv')), columns);
});

test('a CSV column is what it is said to be', async () => {
  writeFileSync(at('codes.csv'), 'code,n,empty\n007,1,""\n,2,\n');
  assertSame(await readTable(at('codes.csv'), { types: { code: 'text', n: 'float64' } }), {
    code: ['007', null],
    n: Float64Array.of(1, 2),
    empty: ['', null],
  });
  assertSame(await readTable(at('codes.csv'), { columns: ['n'] }), { n: Float64Array.of(1, 2) });
  assertSame(await readTable(at('codes.csv'), { columns: ['n'], types: { n: 'text' } }), { n: ['1', '2'] });
  assert.match(
    await rejection(readTable(at('all.parquet'), { types: { f: 'text' } })),
    /tells its types itself/,
  );
  assert.match(await rejection(readTable(at('codes.csv'), { types: { code: 'date' } })), /007/);
});

test('a CSV column is text where only its last row is', async () => {
  const lines = Array.from({ length: 50_000 }, (_, i) => String(i));
  writeFileSync(at('late.csv'), `n\n${lines.join('\n')}\nlast\n`);
  const { n } = await readTable(at('late.csv'));
  assert.is(n?.length, 50_001);
  assert.is(n?.[50_000], 'last');
});

test('a DuckDB file is read by table or query, decimals and nulls included', async () => {
  const instance = await DuckDBInstance.create(at('source.duckdb'));
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE prices AS SELECT * FROM (VALUES
    ('A', 1::INTEGER, 12.25::DECIMAL(10,2), TIMESTAMPTZ '2020-01-01 00:00:00+00', true),
    ('B', NULL, NULL, NULL, NULL)) v(symbol, n, price, ts, flag)`);
  connection.closeSync();
  instance.closeSync();
  assertSame(await readTable(at('source.duckdb'), { table: 'prices' }), {
    symbol: ['A', 'B'],
    n: Float64Array.of(1, Number.NaN),
    price: Float64Array.of(12.25, Number.NaN),
    ts: Float64Array.of(Date.UTC(2020, 0, 1), Number.NaN),
    flag: Float64Array.of(1, Number.NaN),
  });
  const counted = 'SELECT count(*) AS rows, sum(n) AS total FROM prices';
  for (const query of [counted, `${counted};\n`, `${counted} -- of all`]) {
    assertSame(await readTable(at('source.duckdb'), { query }), {
      rows: Float64Array.of(2),
      total: Float64Array.of(1),
    });
  }
});

test('columns are chosen and ordered by name', async () => {
  const { names } = { names: Object.keys(await readTable(at('all.parquet'), { columns: ['text', 'f'] })) };
  assert.equal(names, ['text', 'f']);
});

const rejection = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

test('what cannot be read exactly is refused by name', async () => {
  const query = (sql: string) => rejection(readTable(at('all.parquet'), { query: sql }));
  assert.match(await query('SELECT 9007199254740993 AS big'), /column "big" holds an integer beyond 2\^53/);
  assert.match(await query(`SELECT DATE 'infinity' AS d`), /column "d" holds an infinite date/);
  assert.match(await query('SELECT [1] AS list'), /column "list" .* is INTEGER\[\], .*cast it in a query/);
  assert.match(
    await rejection(readTable(at('all.parquet'), { columns: ['nope'] })),
    /no column "nope"; its columns are f, g/,
  );
  assert.match(await rejection(readTable(at('all.parquet'), { columns: [] })), /no column .* is asked for/);
  assert.match(await rejection(readTable(at('source.duckdb'))), /name a `table`, or give a `query`/);
  assert.match(await rejection(readTable(at('x.xlsx'))), /ENOENT/);
});

test('a query reaches no other file', async () => {
  const query = `SELECT * FROM read_csv(${`'${at('late.csv')}'`})`;
  assert.match(await rejection(readTable(at('all.parquet'), { query })), /Permission Error/);
});

test('what cannot be written exactly is refused by row, and leaves the old file', async () => {
  const path = at('kept.parquet');
  await writeTable(path, { x: Float64Array.of(1) });
  const write = (columns: Columns, types = {}) => rejection(writeTable(path, columns, { types }));
  assert.match(
    await write({ x: Float64Array.of(0, 0.5) }, { x: 'int64' }),
    /column "x" row 1: 0.5 does not fit int64/,
  );
  assert.match(
    await write({ x: Float64Array.of(3e9) }, { x: 'int32' }),
    /row 0: 3000000000 does not fit int32/,
  );
  assert.match(await write({ x: Float64Array.of(1) }, { x: 'date' }), /not a whole day/);
  assert.match(await write({ x: ['a'] }, { x: 'float64' }), /holds text/);
  assert.match(await write({ x: ['a', '\ud800'] }), /row 1 holds half a surrogate pair/);
  assert.match(await write({ x: Float64Array.of(1), y: new Float64Array(2) }), /has 2 rows/);
  assert.match(
    await rejection(writeTable(at('no/such.parquet'), { x: Float64Array.of(1) })),
    /folder .* does not exist/,
  );
  assertSame(await readTable(path), { x: Float64Array.of(1) });
  assert.equal(
    readdirSync(folder).filter((name) => name.includes('partial')),
    [],
  );
});

test('names and paths with quotes and pattern letters are taken as they are', async () => {
  const columns = { 'a "b" c': Float64Array.of(1), "d'e": ['x'] };
  await writeTable(at("it's [1]*?.parquet"), columns);
  assertSame(await readTable(at("it's [1]*?.parquet")), columns);
});

test('JSON is a list of objects, or an object a line; keys that are not in every object are missing there', async () => {
  writeFileSync(at('rows.json'), '[{"n":1,"day":"2024-01-02","code":"007"},{"n":2.5,"code":null}]');
  assertSame(await readTable(at('rows.json')), {
    n: Float64Array.of(1, 2.5),
    day: Float64Array.of(Date.UTC(2024, 0, 2), Number.NaN),
    code: ['007', null],
  });
  writeFileSync(at('rows.ndjson'), '{"n":1}\n{"n":2,"yes":true}\n');
  assertSame(await readTable(at('rows.ndjson'), { types: { n: 'text' } }), {
    n: ['1', '2'],
    yes: Float64Array.of(Number.NaN, 1),
  });
});

test('JSON that is cut off, nested or no table is an error', async () => {
  writeFileSync(at('cut.json'), '[{"n":1},');
  assert.match(
    await rejection(readTable(at('cut.json'))),
    /cut\.json is no whole JSON: it may have been cut off/,
  );
  writeFileSync(at('cut.ndjson'), '{"n":1}\n{"n":');
  assert.match(await rejection(readTable(at('cut.ndjson'))), /Malformed JSON/);
  writeFileSync(at('nested.json'), '[{"n":{"z":1}}]');
  assert.match(await rejection(readTable(at('nested.json'))), /column "n" of .* is STRUCT\(z BIGINT\)/);
  writeFileSync(at('one.json'), '{"n":1}');
  assert.match(await rejection(readTable(at('one.json'))), /Expected top-level JSON array/);
});

test.run();
