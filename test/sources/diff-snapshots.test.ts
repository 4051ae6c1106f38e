import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffSnapshots } from '../../src/sources/diff-snapshots.ts';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import { type KeptSnapshot, readSnapshotInfo } from '../../src/sources/read-snapshot-info.ts';
import { renderSnapshotDiff } from '../../src/words/snapshot-diff-text.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf, tableOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
  folder: string;
}

const test = suite<Context>('diff-snapshots');

test.before(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'labbook-diff-'));
  context.server = await startPostgres();
  context.client = new pg.Client({ connectionString: context.server.url() });
  await context.client.connect();
});

test.before.each(async ({ client }) => {
  await client.query(`
    DROP TABLE IF EXISTS labels, bag;
    CREATE TABLE labels AS SELECT i AS id, i::float8 AS price, (ARRAY['sell', 'hold', 'buy'])[i % 3 + 1] AS label, 'x' AS gone
      FROM generate_series(1, 9) i;
    CREATE TABLE bag AS SELECT unnest(ARRAY[1, 1, 2, 3]) AS n`);
});

test.after(async ({ server, client, folder }) => {
  await client.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function snapshot({ server, folder }: Context, name: string): Promise<KeptSnapshot> {
  const path = join(folder, name);
  const extracted = await extractSnapshot({
    source: sourceOf(server.url()),
    tables: [tableOf('labels', { key: ['id'] }), tableOf('bag')],
    outputPath: path,
  });
  assert.ok(extracted.ok, JSON.stringify(extracted));
  const kept = await readSnapshotInfo(path);
  if (kept === null) throw new Error('no snapshot');
  return kept;
}

test('rows added, removed and changed are counted by key, columns by what moved, labels by flips', async (context) => {
  const before = await snapshot(context, 'before.duckdb');
  await context.client.query(`
    DELETE FROM labels WHERE id = 1;
    INSERT INTO labels VALUES (10, 100, 'buy', 'x'), (11, 101, NULL, 'x');
    UPDATE labels SET label = 'buy' WHERE id IN (3, 6);
    UPDATE labels SET price = price + 1 WHERE id = 6;
    ALTER TABLE labels DROP gone, ADD fresh int`);
  const after = await snapshot(context, 'after.duckdb');
  const diff = await diffSnapshots({ before, after }, { labels: 'label' });
  const [labels, bag] = diff.tables;
  assert.is(diff.isSame, false);
  assert.is(bag?.kind, 'same');
  assert.equal([labels?.added, labels?.removed, labels?.changed], [2, 1, 2]);
  assert.equal(labels?.labelFlips, [{ from: 'sell', to: 'buy', rows: 2 }]);
  assert.equal(
    labels?.schema.map(({ kind, column }) => `${kind} ${column}`),
    ['added fresh', 'removed gone'],
  );
  const price = labels?.columns.find(({ name }) => name === 'price');
  assert.is(price?.changed, 1);
  assert.is(price?.before.mean, 5);
  // (2+3+4+5+7+7+8+9+100+101)/10 of what is there, against the deviation of 1 … 9: √(60/9).
  assert.is(price?.after.mean, 24.6);
  assert.ok(Math.abs((price?.shift ?? 0) - 19.6 / Math.sqrt(60 / 9)) < 1e-12);
  const label = labels?.columns.find(({ name }) => name === 'label');
  assert.equal([label?.before.nulls, label?.after.nulls, label?.changed], [0, 1, 2]);
  const text = renderSnapshotDiff(diff);
  assert.match(text, /labels: 9 → 10 rows: 2 added, 1 removed, 2 changed by \(id\)/);
  assert.match(text, / {2}schema: fresh \(integer\) is new/);
  assert.match(
    text,
    / {2}price: 1 changed, min 1\.0 → 2\.0, max 9\.0 → 101\.0, mean 5 → 24\.6 \(7\.591 sd\)/,
  );
  assert.match(text, / {2}label sell → buy: 2 rows/);
  assert.match(text, /bag: the same 4 rows/);
});

test('without a key, rows are compared whole, and counted as often as they stand', async (context) => {
  const before = await snapshot(context, 'before.duckdb');
  await context.client.query('INSERT INTO bag VALUES (1), (9); DELETE FROM bag WHERE n = 3');
  const diff = await diffSnapshots({ before, after: await snapshot(context, 'after.duckdb') });
  const bag = diff.tables[1];
  assert.equal([bag?.added, bag?.removed, bag?.changed], [2, 1, 0]);
  assert.is(bag?.columns[0]?.changed, null);
});

test('two snapshots of one state hold the same', async (context) => {
  const before = await snapshot(context, 'before.duckdb');
  const diff = await diffSnapshots({ before, after: await snapshot(context, 'after.duckdb') });
  assert.is(diff.isSame, true);
  assert.is(renderSnapshotDiff(diff), 'The snapshots hold the same.\n');
});

test.run();
