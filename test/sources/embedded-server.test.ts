import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startEmbeddedServer } from '../../src/sources/embedded-server.ts';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import type { SeedModule } from '../../src/sources/run-seed.ts';
import type { ResolvedSource, TableSpec } from '../../src/sources/source-spec.ts';

const seedModule: SeedModule = {
  tables: ['market_data'],
  seed: async (client) => {
    await client.query('CREATE TABLE market_data (symbol text, ts timestamptz, close float8)');
    const lines = Array.from({ length: 3000 }, (_, i) => `SPX,2000-01-01T00:00:${i % 60}Z,${i / 7}\n`);
    await client.copyFrom('COPY market_data FROM STDIN (FORMAT csv)', lines);
    await client.query(`COMMENT ON TABLE market_data IS 'synthetic'`);
  },
};

const table: TableSpec = {
  name: 'market_data',
  query: 'SELECT * FROM market_data',
  key: [],
  time: ['ts'],
  append: null,
  as: {},
  allowEmpty: false,
};

test('an embedded server, seeded, is read over the wire into a snapshot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-embedded-'));
  const server = await startEmbeddedServer({ module: seedModule, name: 'seed.ts' });
  assert.ok(server.ok);
  try {
    const source: ResolvedSource = {
      id: 'market',
      connection: server.value.connection,
      connectTimeoutMs: 10_000,
      statementTimeoutMs: null,
      retries: 0,
    };
    const outputPath = join(folder, 'snapshot.duckdb');
    const extracted = await extractSnapshot({ source, tables: [table], outputPath });
    assert.ok(extracted.ok);
    const [info] = extracted.value.info.tables;
    assert.is(info?.rows, 3000);
    assert.equal(info?.times, { ts: { min: '2000-01-01 00:00:00+00', max: '2000-01-01 00:00:59+00' } });

    const again = await extractSnapshot({ source, tables: [table], outputPath, previousPath: outputPath });
    assert.ok(again.ok);
    assert.is(again.value.info.content, extracted.value.info.content);
    assert.is(again.value.isReused, true);
  } finally {
    await server.value.close();
    rmSync(folder, { recursive: true });
  }
});

test('a seed that fails is a problem that names the module', async () => {
  const module: SeedModule = { tables: ['t'], seed: async (client) => void (await client.query('SELEC 1')) };
  const server = await startEmbeddedServer({ module, name: 'seed/market.ts' });
  assert.is(server.ok, false);
  if (server.ok) return;
  assert.is(server.error.kind, 'seed-failed');
  assert.match(JSON.stringify(server.error), /syntax error.*SELEC/);
});

test.run();
