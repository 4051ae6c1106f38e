import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startPostgres } from '../support/postgres-server.ts';
import { statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('seeds are confined and hashed as stages are');

const pipeline = `version: 1
name: prices
sources:
  shop:
    kind: postgres
    embedded: { seed: seed/prices.ts, files: [seed/prices.csv] }
stages:
  extract:
    kind: extract
    source: shop
    tables:
      prices: { query: "SELECT id, price FROM prices", key: [id] }
    outputs: { snapshot: data/snapshot.duckdb }
`;
const seedOf = (rows: string) => `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
export const tables = ['prices'];
export async function seed(client: any) {
  const place = createRequire(import.meta.url).resolve('price-data');
  await client.query('CREATE TABLE prices (id int PRIMARY KEY, price double precision)');
  await client.copyFrom('COPY prices FROM STDIN (FORMAT csv)', [${rows}]);
}
`;
const declared = `readFileSync('seed/prices.csv', 'utf8'), readFileSync(join(dirname(place), 'data.csv'), 'utf8')`;
const files = {
  'pipeline.yaml': pipeline,
  'seed/prices.csv': '1,1.5\n',
  'seed/other.csv': '3,3.5\n',
  'seed/prices.ts': seedOf(declared),
  'node_modules/price-data/package.json': '{"name": "price-data", "version": "1.0.0", "main": "index.js"}',
  'node_modules/price-data/index.js': '',
  'node_modules/price-data/data.csv': '2,2.5\n',
};

test('a declared file and a package that is asked for by name are read, and their change is noticed', async () => {
  using project = temporaryProject(files);
  const first = await project.runJson();
  assert.is(first.answer.metrics['extract.rows.prices'], 2, first.stderr);
  assert.equal(statesOf((await project.runJson()).answer), { extract: 'cached' });
  project.write('seed/prices.csv', '1,1.75\n');
  const second = await project.runJson();
  assert.equal(statesOf(second.answer), { extract: 'ran' });
  project.write('node_modules/price-data/data.csv', '2,2.75\n');
  project.write(
    'node_modules/price-data/package.json',
    '{"name": "price-data", "version": "1.0.1", "main": "index.js"}',
  );
  assert.equal(statesOf((await project.runJson()).answer), { extract: 'ran' });
});

test('what it does not declare, it may not read nor reach', async () => {
  for (const [rows, asked] of [
    [`readFileSync('seed/other.csv', 'utf8')`, 'seed/other.csv'],
    [`await (await fetch('http://127.0.0.1:59999/')).text()`, '127.0.0.1:59999'],
    [`String(process.env.SECRET)`, ''],
  ] as const) {
    using project = temporaryProject({ ...files, 'seed/prices.ts': seedOf(rows) }, { SECRET: '4,4.5' });
    const { answer, stderr } = await project.runJson();
    assert.is(answer.state, 'failed', rows);
    if (asked !== '') assert.match(stderr, `${asked}, which is not declared for it`);
  }
});

test('`labbook seed` on a server is confined alike, and what is declared reaches the tables', async () => {
  const server = await startPostgres();
  const client = new pg.Client(server.url());
  try {
    await client.connect();
    const own = server.url({ database: 'postgres' });
    for (const [rows, asked] of [
      [declared, null],
      [`readFileSync('seed/other.csv', 'utf8')`, 'seed/other.csv'],
      ['String(process.env.DATABASE_URL)', null],
    ] as const) {
      using project = temporaryProject({ ...files, 'seed/prices.ts': seedOf(rows) }, { DATABASE_URL: own });
      const { exitCode, stderr, stdout } = await project.run('seed', '--url', own);
      assert.is(exitCode, rows === declared ? 0 : 1, stderr);
      if (rows === declared) assert.match(stdout, 'seeded prices');
      if (asked !== null) assert.match(stderr, `${asked}, which is not declared for it`);
      assert.not.match(stdout + stderr, server.password);
      const { rows: found } = await client.query('SELECT count(*)::int AS n FROM prices');
      assert.is(found[0]?.n, 2, 'a seed that fails leaves what was there');
    }
  } finally {
    await client.end().catch(() => undefined);
    await server.stop();
  }
});

test.run();
