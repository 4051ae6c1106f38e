import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('labbook diff-data');

const project = {
  'pipeline.yaml': `version: 1
name: trades
sources:
  shop:
    kind: postgres
    embedded: { seed: seed/trades.ts }
stages:
  extract:
    kind: extract
    source: shop
    tables:
      trades: { query: "SELECT id, side, price FROM trades", key: [id] }
    outputs: { snapshot: data/snapshot.duckdb }
  count:
    inputs: { snapshot: extract.snapshot }
    outputs: { rows: data/rows.json }
`,
  'seed/trades.ts': `export const tables = ['trades'];
export async function seed(client) {
  await client.query('CREATE TABLE trades (id int PRIMARY KEY, side text, price numeric(10,2))');
  await client.copyFrom('COPY trades FROM STDIN (FORMAT csv)', ['1,buy,1.50\\n2,sell,2.50\\n3,buy,3.50\\n']);
}
`,
  'stages/count.ts': `import { writeFileSync } from 'node:fs';
import { readTable, rowCount } from 'labbook/learn';
export async function run(ctx) {
  const rows = rowCount(await readTable(ctx.inputs.snapshot.path, { table: 'trades' }));
  writeFileSync(ctx.outputs.rows.path, String(rows));
}
`,
};

test('a seed that changes makes another snapshot, and diff-data says by key what changed', async () => {
  using files = temporaryProject(project);
  const first = await files.runJson();
  assert.equal(statesOf(first.answer), { extract: 'ran', count: 'ran' }, first.stderr);
  files.write(
    'seed/trades.ts',
    project['seed/trades.ts'].replace('2,sell,2.50', '2,buy,2.75').replace('3,buy,3.50', '4,buy,3.50'),
  );
  const second = await files.runJson();
  assert.is(second.answer.stages[0]?.reasons[0]?.kind, 'refresh');
  const { exitCode, stdout, stderr } = await files.run(
    'diff-data',
    'latest~1',
    'latest',
    '--label',
    'trades=side',
    '--json',
  );
  assert.is(exitCode, 0, stderr);
  const [table] = JSON.parse(stdout).tables;
  assert.equal([table.added, table.removed, table.changed], [1, 1, 1]);
  assert.equal(table.labelFlips, [{ from: 'sell', to: 'buy', rows: 1 }]);
  const text = await files.run('diff-data', 'latest~1', 'latest');
  assert.match(text.stdout, 'trades: 3 → 3 rows: 1 added, 1 removed, 1 changed by (id)');
});

test('an experiment without such a stage is told with what it has', async () => {
  using files = temporaryProject(project);
  await files.runJson();
  const { exitCode, stderr } = await files.run('diff-data', 'latest', 'latest', '--stage', 'count');
  assert.is(exitCode, 2);
  assert.match(stderr, 'has no extract stage "count"');
  assert.match(stderr, 'It has extract.');
});

test.run();
