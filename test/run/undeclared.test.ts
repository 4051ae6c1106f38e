import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunJson, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('what a stage reads and does not declare');
const modules = resolve(import.meta.dirname, '../../node_modules');

interface Case {
  readonly body: string;
  readonly options?: string;
  readonly head?: string;
}

const duck = (sql: string) => ({
  head: `import { DuckDBInstance } from '@duckdb/node-api';`,
  body: `const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(\`${sql}\`);`,
});

/** Each must fail, and say what it asked for. */
const refused: Readonly<
  Record<string, Case & { readonly failure: Readonly<Record<string, string | RegExp>> }>
> = {
  duckdb: { ...duck(`SELECT * FROM read_csv('\${process.cwd()}/extra.csv')`), failure: read('extra.csv') },
  'duckdb-attach': {
    ...duck(`ATTACH '\${process.cwd()}/other.duckdb' AS other`),
    failure: read('other.duckdb'),
  },
  'duckdb-copy': { ...duck(`COPY (SELECT 1) TO '\${process.cwd()}/made.csv'`), failure: read('made.csv') },
  'duckdb-open': {
    head: `import { DuckDBInstance } from '@duckdb/node-api';`,
    body: `await DuckDBInstance.create('other.duckdb');`,
    failure: read('other.duckdb'),
  },
  'duckdb-unset': { ...duck('SET enable_external_access = true'), failure: { kind: 'threw' } },
  worker: {
    body: `const { Worker } = await import('node:worker_threads');
    const code = 'require("node:fs").readFileSync("extra.csv")';
    await new Promise((done, fail) => new Worker(code, { eval: true, execArgv: [], env: {} }).once('error', fail).once('exit', done));`,
    failure: read('extra.csv'),
  },
  fetch: { body: `await fetch('http://127.0.0.1:59999/x');`, failure: network('127.0.0.1:59999') },
  socket: {
    body: `const { connect } = await import('node:net');
    await new Promise((done, fail) => connect('/tmp/some.sock').once('error', fail).once('connect', done));`,
    failure: network('/tmp/some.sock'),
  },
  names: {
    body: `await (await import('node:dns/promises')).lookup('example.org');`,
    failure: network('example.org'),
  },
  listens: { body: `(await import('node:net')).createServer().listen(0);`, failure: network('localhost:0') },
  datagram: {
    body: `(await import('node:dgram')).createSocket('udp4').send('x', 9, '127.0.0.1');`,
    failure: { kind: 'undeclared-network' },
  },
  ...(isBuiltin('node:sqlite')
    ? {
        sqlite: {
          body: `const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync('other.sqlite');`,
          failure: read('other.sqlite'),
        },
        'sqlite-attach': {
          body: `const { DatabaseSync } = await import('node:sqlite');
          new DatabaseSync(':memory:').exec("ATTACH 'other.sqlite' AS other");`,
          failure: { kind: 'undeclared-access' },
        },
      }
    : {}),
};

/** Each goes on, and is told of. */
const swallowed: Readonly<
  Record<string, Case & { readonly notices: readonly (readonly [string, string])[] }>
> = {
  catches: {
    head: `import { readFileSync } from 'node:fs';`,
    body: `try { readFileSync('extra.csv'); } catch {}`,
    notices: [['read', 'extra.csv']],
  },
  asks: {
    head: `import { existsSync } from 'node:fs';`,
    body: `try { existsSync('extra.csv'); } catch {} existsSync(ctx.outputs.out.path);`,
    notices: [['read', 'extra.csv']],
  },
  promises: {
    head: `import { readFile, stat } from 'node:fs/promises';`,
    body: `await readFile('extra.csv').catch(() => null); await stat('/etc/hostname').catch(() => null);`,
    notices: [
      ['read', 'extra.csv'],
      ['read', '/etc/hostname'],
    ],
  },
  offline: {
    body: `await fetch('http://127.0.0.1:59999/x').catch(() => null);`,
    notices: [['network', '127.0.0.1:59999']],
  },
  declared: {
    options: '    inputs: { extra: extra.csv }\n',
    head: `import { existsSync, readFileSync } from 'node:fs'; import { readTable } from 'labbook/learn';`,
    body: `if (!existsSync(ctx.inputs.extra.path)) throw new Error('not there');
    readFileSync(ctx.inputs.extra.path); await readTable(ctx.inputs.extra.path);`,
    notices: [],
  },
  'declared-duckdb': {
    ...duck(
      `SELECT * FROM read_csv('\${ctx.inputs.extra.path}'); ATTACH '\${ctx.outputs.out.path}.db' AS own; CREATE TABLE own.t AS SELECT 1 AS n`,
    ),
    options: '    inputs: { extra: extra.csv }\n',
    notices: [],
  },
};

function read(path: string) {
  return { kind: 'undeclared-access', access: 'read', path };
}

function network(address: string) {
  return { kind: 'undeclared-network', address };
}

function projectOf(cases: Readonly<Record<string, Case>>): TemporaryProject {
  const lines = Object.entries(cases).map(
    ([name, { options = '' }]) => `  ${name}:\n    outputs: { out: data/${name}.json }\n${options}`,
  );
  const project = temporaryProject({
    'pipeline.yaml': `version: 1\nname: undeclared\nstages:\n${lines.join('')}`,
    'extra.csv': 'a\n1\n',
    'other.duckdb': '',
    'other.sqlite': '',
    ...Object.fromEntries(
      Object.entries(cases).map(([name, { head = '', body }]) => [
        `stages/${name}.ts`,
        `import { writeFileSync } from 'node:fs';\n${head}\nexport async function run(ctx: any) {\n${body}\nwriteFileSync(ctx.outputs.out.path, '1');\n}\n`,
      ]),
    ),
  });
  mkdirSync(join(project.root, 'node_modules/@duckdb'));
  for (const name of readdirSync(join(modules, '@duckdb')))
    symlinkSync(join(modules, '@duckdb', name), join(project.root, 'node_modules/@duckdb', name));
  return project;
}

const stageOf = ({ stages }: RunJson, name: string) => stages.find(({ id }) => id === name);

test('fails, by whatever way it reads, and says what it asked for', async () => {
  using project = projectOf(refused);
  const { answer, stderr } = await project.runJson('--keep-going');
  for (const [name, { failure }] of Object.entries(refused)) {
    const found = stageOf(answer, name)?.failure;
    for (const [key, value] of Object.entries(failure)) {
      assert.is(found?.[key], value, `${name}: ${JSON.stringify(found)}`);
    }
  }
  assert.match(stderr, 'tried to reach 127.0.0.1:59999, and pipeline.yaml declares no network for it');
});

test('is told where the stage swallowed the refusal, in the run, its answer and its record', async () => {
  using project = projectOf(swallowed);
  const { answer, stderr, exitCode } = await project.runJson('--keep-going');
  assert.is(exitCode, 0, stderr);
  const record = JSON.parse(project.read(`experiments/${answer.experiment}/record.json`));
  for (const [name, { notices }] of Object.entries(swallowed)) {
    const told = stageOf(answer, name)?.notices ?? [];
    assert.equal(
      told.map(({ access, what }) => [access, what]),
      notices,
      name,
    );
    assert.equal(record.stages.find(({ id }: { id: string }) => id === name).notices, told);
  }
  assert.match(stderr, 'it asked for extra.csv (stages/catches.ts:4), which it does not declare');
  const again = await project.runJson();
  assert.equal(
    stageOf(again.answer, 'catches')?.notices,
    stageOf(answer, 'catches')?.notices,
    'cached as well',
  );
});

test('is told where a view swallowed it: in the run, its record, `show`, `why` and the page, and when it is restored', async () => {
  using project = projectOf({ catches: swallowed.catches as Case });
  project.write(
    'stages/catches.ts',
    `${project.read('stages/catches.ts')}export function view(ctx: any) {
  try { readFileSync('other.sqlite'); } catch {}
  ctx.markdown('drawn');
}
`,
  );
  const { answer, stderr, exitCode } = await project.runJson();
  assert.is(exitCode, 0, stderr);
  const ofRun = 'it asked for extra.csv (stages/catches.ts:4), which it does not declare';
  const ofView = 'its view asked for other.sqlite (stages/catches.ts:8), which the stage does not declare';
  for (const words of [ofRun, ofView]) assert.match(stderr, words);
  const again = await project.runJson('--force');
  const cached = await project.runJson();
  for (const { answer: each } of [{ answer }, again, cached]) {
    const told = stageOf(each, 'catches')?.notices ?? [];
    assert.equal(
      told.map(({ what, half }) => [what, half]),
      [
        ['extra.csv', undefined],
        ['other.sqlite', 'view'],
      ],
    );
  }
  const page = project.read(answer.report ?? '');
  const shown = await project.run('show', answer.experiment ?? '');
  const why = await project.run('why', 'catches');
  for (const text of [page, shown.stdout, why.stdout]) {
    for (const words of [ofRun, ofView]) assert.match(text, words);
  }
});

test('is the network where `network` is declared: then it runs each time, or as often as it says', async () => {
  const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as { port: number };
  const body = `const { connect } = await import('node:net');
    await new Promise((done, fail) => connect(${port}, '127.0.0.1').once('error', fail).once('data', done));`;
  try {
    using project = projectOf({
      each: { body, options: '    network: true\n' },
      daily: { body, options: '    network: { every: 1d }\n' },
    });
    const first = await project.runJson();
    assert.is(first.answer.state, 'ok', first.stderr);
    for (const _ of [1, 2]) {
      const { answer } = await project.runJson();
      assert.is(stageOf(answer, 'each')?.state, 'ran');
      assert.is(stageOf(answer, 'each')?.reasons[0]?.kind, 'network-again');
      assert.is(stageOf(answer, 'daily')?.state, 'cached');
    }
    const status = await project.run('status', '--check');
    assert.is(status.exitCode, 8);
    assert.match(status.stdout, 'it uses the network, which may say otherwise now');
  } finally {
    server.close();
  }
});

test.run();
