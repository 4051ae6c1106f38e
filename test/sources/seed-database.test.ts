import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SeedModule } from '../../src/sources/run-seed.ts';
import { seedDatabase } from '../../src/sources/seed-database.ts';
import { describeSourceProblem } from '../../src/words/describe-source-problem.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
}

const test = suite<Context>('seed-database');

test.before(async (context) => {
  context.server = await startPostgres();
  context.client = new pg.Client({ connectionString: context.server.url() });
  await context.client.connect();
});

test.before.each(async ({ client }) => {
  await client.query('DROP TABLE IF EXISTS market_data, sentiment_data');
});

test.after(async ({ server, client }) => {
  await client.end();
  await server.stop();
});

/** A seed of so many rows, in chunks that do not end where rows do. */
function seedOf(rows: number): SeedModule {
  return {
    tables: ['market_data', 'sentiment_data'],
    seed: async (client) => {
      await client.query('CREATE TABLE market_data (id int, note text)');
      await client.query('CREATE TABLE sentiment_data (id int)');
      await client.query(`COMMENT ON TABLE sentiment_data IS 'synthetic'`);
      await client.query('INSERT INTO sentiment_data VALUES ($1)', [7]);
      const csv = Array.from({ length: rows }, (_, i) => `${i},"note ${i}"\n`).join('');
      const chunks = csv.match(/[\s\S]{1,5000}/g) ?? [];
      await client.copyFrom('COPY market_data FROM STDIN (FORMAT csv)', chunks);
    },
  };
}

function seed({ server }: Context, module: SeedModule, isForced = false) {
  return seedDatabase({ source: sourceOf(server.url()), module, name: 'seed/market.ts', isForced });
}

async function count({ client }: Context): Promise<number> {
  const { rows } = await client.query('SELECT count(*)::int AS n FROM market_data');
  return rows[0]?.n;
}

test('a seed makes its tables, and the next one replaces them', async (context) => {
  assert.equal(await seed(context, seedOf(25_000)), { ok: true, value: ['market_data', 'sentiment_data'] });
  assert.is(await count(context), 25_000);
  assert.ok((await seed(context, seedOf(10))).ok);
  assert.is(await count(context), 10);
  const { rows } = await context.client.query(
    `SELECT obj_description('sentiment_data'::regclass) AS comment`,
  );
  assert.is(rows[0]?.comment, 'synthetic (labbook seed)');
});

test('a table that no seed made is not replaced, unless that is asked for', async (context) => {
  await context.client.query('CREATE TABLE market_data AS SELECT 1 AS mine');
  const refused = await seed(context, seedOf(10));
  assert.ok(!refused.ok && refused.error.kind === 'seed-would-overwrite');
  if (!refused.ok) {
    const { what, fix } = describeSourceProblem(refused.error, { source: 'market', stage: '' });
    assert.match(what, /has market_data already, and no seed made it/);
    assert.match(fix, /--force/);
  }
  assert.is(await count(context), 1);
  assert.ok((await seed(context, seedOf(10), true)).ok);
  assert.is(await count(context), 10);
});

test('a seed that fails half way leaves the tables as they were', async (context) => {
  await seed(context, seedOf(10));
  const failing: SeedModule = {
    tables: ['market_data'],
    seed: async (client) => {
      await client.query('CREATE TABLE market_data (id int)');
      await client.copyFrom('COPY market_data FROM STDIN (FORMAT csv)', ['1\n', 'two\n', '3\n']);
    },
  };
  const failed = await seed(context, failing);
  assert.ok(!failed.ok && failed.error.kind === 'query-error', JSON.stringify(failed));
  assert.match(JSON.stringify(failed), /invalid input syntax for type integer: \\"two\\"/);
  assert.is(await count(context), 10);
});

test('an error of the module itself is told as the seed’s', async (context) => {
  const throwing: SeedModule = {
    tables: [],
    seed: async () => {
      throw new Error('data/prices.csv is missing');
    },
  };
  const failed = await seed(context, throwing);
  assert.equal(failed, {
    ok: false,
    error: { kind: 'seed-failed', module: 'seed/market.ts', reason: 'data/prices.csv is missing' },
  });
});

test('missing packages of the embedded server are told with the command that installs them', () => {
  const packages = ['@electric-sql/pglite', '@electric-sql/pglite-socket'];
  const { where, fix } = describeSourceProblem(
    { kind: 'embedded-missing', packages },
    { source: 's', stage: 'e' },
  );
  assert.is(where, 'sources.s.embedded');
  assert.is(fix, 'npm install --save-dev @electric-sql/pglite @electric-sql/pglite-socket');
});

test.run();
