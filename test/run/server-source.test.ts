import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { startProxy } from '../support/tcp-proxy.ts';
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

test('doctor recommends a role that may not write', async ({ server, client }) => {
  await client.query(`CREATE ROLE looker LOGIN PASSWORD 'looker-1'; GRANT SELECT ON trades TO looker`);
  const said = async (url: string) => {
    using project = temporaryProject(files('always'), { DATABASE_URL: url });
    return (await project.run('doctor')).stdout;
  };
  assert.match(await said(server.url()), /role "postgres" may write there/);
  assert.not.match(await said(server.url({ user: 'looker', password: 'looker-1' })), /may write/);
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

test('a look for nothing is no change: neither the lock nor the experiment moves, and --frozen holds', async ({
  server,
  client,
}) => {
  using project = temporaryProject(files('on-change'), { DATABASE_URL: server.url() });
  const first = await project.runJson();
  const lock = project.read('pipeline.lock');
  await client.query('CREATE TABLE other (a int); DROP TABLE other');
  const again = await project.runJson();
  assert.equal(statesOf(again.answer), { extract: 'ran', count: 'cached' });
  assert.is(again.answer.experiment, first.answer.experiment);
  assert.is(project.read('pipeline.lock'), lock);
  await client.query('CREATE TABLE other (a int); DROP TABLE other');
  const frozen = await project.run('run', '--frozen');
  assert.is(frozen.exitCode, 0, frozen.stderr);
});

test('pinned reads nothing, whatever is asked for, until --refresh moves it', async ({ server, client }) => {
  await using proxy = await startProxy({ port: server.port, cuts: 0, afterBytes: 0 });
  const url = `${server.url()}?sslmode=disable`.replace(`:${server.port}/`, `:${proxy.port}/`);
  using project = temporaryProject(files('on-change'), { DATABASE_URL: url });
  const switchTo = (text: string) => project.write('pipeline.yaml', text);
  const yaml = (refresh: string) => files(refresh)['pipeline.yaml'] ?? '';
  switchTo(yaml('pinned'));
  const unlocked = await project.run('run');
  assert.is(unlocked.exitCode, 2);
  assert.match(unlocked.stderr, 'pipeline.lock names no snapshot yet');
  assert.match(unlocked.stderr, 'labbook run --refresh extract');
  switchTo(yaml('on-change'));
  const first = await project.runJson();
  const lock = project.read('pipeline.lock');
  await client.query("INSERT INTO trades VALUES (9, 'buy', 9)");
  const asked = proxy.connections();
  switchTo(yaml('pinned'));
  const pinned = await project.runJson();
  assert.equal(statesOf(pinned.answer), { extract: 'cached', count: 'cached' });
  const forced = await project.runJson('--force');
  assert.equal(statesOf(forced.answer), { extract: 'cached', count: 'ran' });
  assert.equal(digestsOf(forced.answer), digestsOf(first.answer));
  switchTo(yaml('pinned').replace('id, side, price', 'id, price'));
  for (const args of [['status'], ['run'], ['run', '--force', 'extract']]) {
    const { exitCode, stderr } = await project.run(...args);
    assert.is(exitCode, 2);
    assert.match(stderr, 'which was read by other queries');
    assert.match(stderr, 'labbook run --refresh extract');
  }
  assert.is(project.read('pipeline.lock'), lock);
  assert.is(proxy.connections(), asked, 'no connection was made');
  switchTo(yaml('pinned'));
  const moved = await project.runJson('--refresh', 'extract');
  await client.query('DELETE FROM trades WHERE id = 9');
  assert.equal(statesOf(moved.answer), { extract: 'ran', count: 'ran' });
  assert.is.not(project.read('pipeline.lock'), lock);
  assert.equal(digestsOf((await project.runJson()).answer), digestsOf(moved.answer));
  assert.is((await project.run('run', '--refresh', 'count')).exitCode, 2);
});

test('a pinned snapshot that the store lost is refused; the same rows read again leave the lock as it is', async ({
  server,
}) => {
  using project = temporaryProject(files('pinned'), { DATABASE_URL: server.url() });
  await project.runJson('--refresh', 'extract');
  const lock = project.read('pipeline.lock');
  rmSync(join(project.root, '.labbook'), { recursive: true, force: true });
  const { exitCode, stderr } = await project.run('run');
  assert.is(exitCode, 2);
  assert.match(stderr, 'which the store does not have');
  const again = await project.runJson('--refresh', 'extract', '--frozen');
  assert.is(again.exitCode, 0, again.stderr);
  const then = await project.runJson();
  assert.equal(statesOf(then.answer), { extract: 'cached', count: 'cached' });
  assert.is(project.read('pipeline.lock'), lock);
});

test('--offline opens no socket: not when forced, not for another query, not for another database', async ({
  server,
}) => {
  await using proxy = await startProxy({ port: server.port, cuts: 0, afterBytes: 0 });
  const url = `${server.url()}?sslmode=disable`.replace(`:${server.port}/`, `:${proxy.port}/`);
  using project = temporaryProject(files('on-change'), { DATABASE_URL: url });
  await project.runJson();
  const asked = proxy.connections();
  const forced = await project.runJson('--offline', '--force');
  assert.equal(statesOf(forced.answer), { extract: 'cached', count: 'ran' });
  const yaml = project.read('pipeline.yaml');
  project.write('pipeline.yaml', yaml.replace('id, side, price', 'id, price'));
  const edited = await project.run('run', '--offline');
  assert.is(edited.exitCode, 2);
  assert.match(edited.stderr, 'the last snapshot was read by other queries');
  project.write('pipeline.yaml', yaml.replace('-}', '-}&options=-c%20search_path%3Dother'));
  const elsewhere = await project.run('run', '--offline');
  assert.is(elsewhere.exitCode, 2);
  assert.match(elsewhere.stderr, 'no snapshot of this source');
  assert.is(proxy.connections(), asked, 'no connection was made');
});

test('with the server gone: a pinned snapshot runs, --offline runs and says how old it is, on-change says so', async ({
  server,
}) => {
  const env = { DATABASE_URL: server.url() };
  using pinned = temporaryProject(files('pinned'), env);
  using onChange = temporaryProject(files('on-change'), env);
  const before = await pinned.runJson('--refresh', 'extract');
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

test('a clone without a server passes its check: the archive of the baseline holds the pinned snapshot', async ({
  server,
}) => {
  const yaml = (files('pinned')['pipeline.yaml'] ?? '')
    // What it is made with is another thing elsewhere, as Node and the platform are.
    .replace('    refresh: pinned\n', '    refresh: pinned\n    env: [MADE_WITH]\n')
    .concat(`  score:
    inputs: { snapshot: extract.snapshot }
    outputs: { predictions: data/predictions.csv }
gates: { metrics: { score.accuracy: { margin: 0.1 } } }
`);
  const gated = {
    ...files('pinned'),
    'pipeline.yaml': yaml,
    'stages/score.ts': `import { writeFileSync } from 'node:fs';
import { readTable } from 'labbook/learn';
export async function run(ctx) {
  const { id, side } = await readTable(ctx.inputs.snapshot.path, { table: 'trades' });
  const lines = side.map((label, i) => [id[i], label, label].join());
  writeFileSync(ctx.outputs.predictions.path, ['id,actual,predicted', ...lines, ''].join('\\n'));
  ctx.metric('accuracy', 1, { direction: 'higher', headline: true });
}
`,
  };
  using project = temporaryProject(gated, { DATABASE_URL: server.url(), MADE_WITH: 'one' });
  await project.run('run', '--refresh', 'extract');
  const said = await project.run('baseline', 'accept', '--reason', 'the first', '--archive');
  assert.is(said.exitCode, 0, said.stderr);
  using clone = temporaryProject(gated, { MADE_WITH: 'another' });
  cpSync(join(project.root, 'pipeline.lock'), join(clone.root, 'pipeline.lock'));
  const without = await clone.run('check');
  assert.is(without.exitCode, 2);
  assert.match(without.stderr, /pinned to sha256:\w+, which the store does not have/);
  assert.match(without.stderr, '--archive');
  for (const name of ['baseline', 'baseline.json']) {
    cpSync(join(project.root, name), join(clone.root, name), { recursive: true });
  }
  const { exitCode, stdout, stderr } = await clone.run('check');
  assert.is(exitCode, 0, stdout + stderr);
  const [archive = ''] = /baseline\/[\w-]+\.labbook/.exec(clone.read('baseline.json')) ?? [];
  writeFileSync(join(clone.root, archive), 'something else');
  rmSync(join(clone.root, '.labbook'), { recursive: true });
  assert.is((await clone.run('check')).exitCode, 7);
});

/** Names of the project's files that hold a text. */
function filesWith(project: TemporaryProject, text: string): string {
  return spawnSync('grep', ['-rlF', text, '.'], { cwd: project.root, encoding: 'utf8' }).stdout;
}

test.run();
