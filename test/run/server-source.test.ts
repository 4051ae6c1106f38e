import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import {
  digestsOf,
  statesOf,
  type TemporaryProject,
  temporaryProject,
} from '../support/temporary-project.ts';

interface Context {
  server: PostgresServer;
  client: pg.Client;
}

const test = suite<Context>('a pipeline on a real server');

const files = (refresh: string): Record<string, string> => ({
  'pipeline.yaml': `version: 1
name: trades
sources:
  shop: { kind: postgres, url: '\${env.DATABASE_URL:-}', connectTimeout: 5s, retries: 0 }
stages:
  extract:
    kind: extract
    source: shop
    tables:
      trades: { query: "SELECT id, side, price FROM trades", key: [id] }
    refresh: ${refresh}
    outputs: { snapshot: data/snapshot.duckdb }
  count:
    inputs: { snapshot: extract.snapshot }
    outputs: { rows: data/rows.json }
`,
  'stages/count.ts': `import { writeFileSync } from 'node:fs';
import { readTable, rowCount } from 'labbook/learn';
export async function run(ctx) {
  const rows = rowCount(await readTable(ctx.inputs.snapshot.path, { table: 'trades' }));
  ctx.metric('rows', rows);
  writeFileSync(ctx.outputs.rows.path, String(rows));
}
`,
});

test.before(async (context) => {
  context.server = await startPostgres();
  context.client = new pg.Client(context.server.url());
  context.client.on('error', () => undefined);
  await context.client.connect();
  await context.client.query('CREATE TABLE trades (id int PRIMARY KEY, side text, price numeric(10,2))');
  await context.client.query("INSERT INTO trades VALUES (1, 'buy', 1.5), (2, 'sell', 2.5)");
});

test.after(async ({ client, server }) => {
  await client.end().catch(() => undefined);
  await server.stop();
});

test('an unchanged database is not read again, a changed one is, and its password stands nowhere', async ({
  server,
  client,
}) => {
  using project = temporaryProject(files('on-change'), { DATABASE_URL: server.url() });
  const first = await project.runJson();
  assert.is(first.exitCode, 0, first.stderr);
  assert.is(first.answer.metrics['count.rows'], 2);
  assert.equal(statesOf((await project.runJson()).answer), { extract: 'cached', count: 'cached' });
  await client.query("INSERT INTO trades VALUES (3, 'buy', 3.5)");
  const changed = await project.runJson();
  assert.equal(statesOf(changed.answer), { extract: 'ran', count: 'ran' });
  assert.equal(changed.answer.stages[0]?.reasons, [
    {
      kind: 'refresh',
      policy: 'on-change',
      detail: 'the database was written to since the last snapshot',
    },
  ]);
  await client.query('CREATE TABLE other (a int); DROP TABLE other');
  const elsewhere = await project.runJson();
  assert.equal(statesOf(elsewhere.answer), { extract: 'ran', count: 'cached' }, 'the same rows end it there');
  assert.equal(digestsOf(elsewhere.answer), digestsOf(changed.answer));
  assert.is(filesWith(project, server.password), '');
  await client.query('DELETE FROM trades WHERE id = 3');
});

test('always reads again each time; a result that is equal leaves the rest cached', async ({ server }) => {
  using project = temporaryProject(files('always'), { DATABASE_URL: server.url() });
  await project.runJson();
  assert.equal(statesOf((await project.runJson()).answer), { extract: 'ran', count: 'cached' });
});

test('a wrong password and an unknown database are told before anything runs, exit 2, without the password', async ({
  server,
}) => {
  for (const [url, words] of [
    [server.url({ password: 'not-the-password' }), 'refused the password'],
    [server.url({ database: 'nowhere' }), 'has no database "nowhere"'],
  ] as const) {
    using project = temporaryProject(files('on-change'), { DATABASE_URL: url });
    const { exitCode, stderr, stdout } = await project.run('run');
    assert.is(exitCode, 2);
    assert.match(stderr, words);
    for (const secret of [server.password, 'not-the-password']) {
      assert.not.match(stderr + stdout, secret);
      assert.is(filesWith(project, secret), '');
    }
  }
});

test('a pinned snapshot that the store lost is read again, and refused where the rows are others', async ({
  server,
  client,
}) => {
  using project = temporaryProject(files('pinned'), { DATABASE_URL: server.url() });
  const first = await project.runJson();
  const lose = () => rmSync(join(project.root, '.labbook'), { recursive: true, force: true });
  lose();
  const same = await project.runJson();
  assert.is(same.exitCode, 0, same.stderr);
  assert.equal(digestsOf(same.answer), digestsOf(first.answer));
  lose();
  await client.query("INSERT INTO trades VALUES (9, 'buy', 9)");
  const { exitCode, stderr } = await project.run('run');
  await client.query('DELETE FROM trades WHERE id = 9');
  assert.is(exitCode, 1);
  assert.match(stderr, 'The source no longer gives the pinned snapshot');
});

test('with the server gone: a pinned snapshot runs, --offline runs and says how old it is, on-change says so', async ({
  server,
}) => {
  const env = { DATABASE_URL: server.url() };
  using pinned = temporaryProject(files('pinned'), env);
  using onChange = temporaryProject(files('on-change'), env);
  const before = await pinned.runJson();
  assert.is(before.exitCode, 0, before.stderr);
  await onChange.runJson();
  await server.kill();
  try {
    pinned.write(
      'stages/count.ts',
      pinned.read('stages/count.ts').replace('String(rows)', 'String(rows + 1)'),
    );
    const { answer, stderr } = await pinned.runJson();
    assert.equal(statesOf(answer), { extract: 'cached', count: 'ran' }, stderr);
    const down = await onChange.run('run');
    assert.is(down.exitCode, 2);
    assert.match(down.stderr, 'no server answers at');
    assert.match(down.stderr, '--offline');
    const offline = await onChange.run('run', '--offline');
    assert.is(offline.exitCode, 0, offline.stderr);
    assert.match(offline.stderr, /offline: the last snapshot, \d+ (s|min) old/);
  } finally {
    await server.restart();
  }
});

/** Names of the project's files that hold a text. */
function filesWith(project: TemporaryProject, text: string): string {
  return spawnSync('grep', ['-rlF', text, '.'], { cwd: project.root, encoding: 'utf8' }).stdout;
}

test.run();
