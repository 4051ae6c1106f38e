import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeExtractEnvironment } from '../../src/sources/extract-environment.ts';
import { extractSnapshot } from '../../src/sources/extract-snapshot.ts';
import { probeSource } from '../../src/sources/probe-source.ts';
import { describeSourceProblem } from '../../src/words/describe-source-problem.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf, tableOf } from '../support/source-of.ts';

const secret = 'tr0ub4dor&3 /%:@é';
const encoded = encodeURIComponent(secret);
/** Forms in which the secret could come out. */
const forms = [
  secret,
  encoded,
  'tr0ub4dor',
  Buffer.from(secret).toString('base64'),
  JSON.stringify(secret).slice(1, -1),
];

const test = suite<{ server: PostgresServer; folder: string }>('credentials');

test.before(async (context) => {
  context.server = await startPostgres();
  context.folder = mkdtempSync(join(tmpdir(), 'labbook-credentials-'));
  const client = new pg.Client({ connectionString: context.server.url() });
  await client.connect();
  await client.query(`CREATE ROLE analyst LOGIN PASSWORD '${secret}'; CREATE TABLE t AS SELECT 1 AS id;
    CREATE TABLE hidden AS SELECT 1 AS id; GRANT SELECT ON t TO analyst;
    CREATE TABLE many AS SELECT generate_series(1, 1000000) AS id; GRANT SELECT ON many TO analyst`);
  await client.end();
});

test.after(async ({ server, folder }) => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function assertClean(what: string, text: string): void {
  for (const form of forms) assert.not.ok(text.includes(form), `the password stands in ${what}`);
}

test('no problem, in facts or words, holds the password', async ({ server, folder }) => {
  const good = `postgres://analyst:${encoded}@127.0.0.1:${server.port}/postgres`;
  const attempts = [
    good.replace(String(server.port), '1'),
    good.replace('analyst', 'nobody'),
    good.replace('/postgres', '/none').replace('none://', 'postgres://'),
    `${good}?sslmode=require`,
    `${good}?sslmode=verify-full&sslrootcert=${encodeURIComponent(folder)}`,
    good,
  ];
  const kinds = new Set<string>();
  for (const url of attempts) {
    for (const query of ['SELECT * FROM hidden', 'SELECT nope FROM t', 'SELECT 1/0 AS x FROM t']) {
      const logged: string[] = [];
      const log = { info: (m: string) => void logged.push(m), warn: (m: string) => void logged.push(m) };
      const result = await extractSnapshot({
        source: sourceOf(url, { retries: 1 }),
        tables: [tableOf('t', { query })],
        outputPath: join(folder, 'x.duckdb'),
        backoffMs: 1,
        log,
      });
      assert.not.ok(result.ok);
      if (result.ok) continue;
      kinds.add(result.error.kind);
      const words = describeSourceProblem(result.error, { source: 's', stage: 'e' });
      assertClean(
        `the problem ${result.error.kind}`,
        JSON.stringify(result.error) + Object.values(words).join(' '),
      );
      assertClean('the log', logged.join('\n'));
    }
  }
  assert.ok(kinds.size >= 5, [...kinds].join());
});

test('neither the snapshot nor what is said of it holds the password', async ({ server, folder }) => {
  const source = sourceOf(`postgres://analyst:${encoded}@127.0.0.1:${server.port}/postgres`);
  const result = await extractSnapshot({
    source,
    tables: [tableOf('t')],
    outputPath: join(folder, 'clean.duckdb'),
  });
  assert.ok(result.ok);
  assertClean('the snapshot’s facts', JSON.stringify(result));
  assertClean('the probe', JSON.stringify(await probeSource({ source, tables: [tableOf('t')] })));
  for (const name of readdirSync(folder)) {
    if (statSync(join(folder, name)).isFile()) assertClean(name, readFileSync(join(folder, name), 'latin1'));
  }
});

/** The arguments of every process, as any user of the machine can read them. */
function processList(): string {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // It has ended meanwhile.
      }
    })
    .join('\n');
}

test('the process that reads shows the password in no argument, and only its own user its environment', async ({
  server,
  folder,
}) => {
  const source = sourceOf(`postgres://analyst:${encoded}@127.0.0.1:${server.port}/postgres`);
  const environment = writeExtractEnvironment({
    source,
    stage: 'extract',
    previousPath: null,
    acceptsSchemaChange: false,
  });
  const { LABBOOK_SOURCE_URL: url, ...others } = environment;
  assert.ok(url?.includes('password='));
  assertClean('the environment beside LABBOOK_SOURCE_URL', JSON.stringify(others));
  const script = join(folder, 'read.mts');
  const imported = (name: string) => join(import.meta.dirname, '..', '..', 'src', 'sources', name);
  writeFileSync(
    script,
    `import { readExtractEnvironment } from '${imported('extract-environment.ts')}';
     import { extractSnapshot } from '${imported('extract-snapshot.ts')}';
     const told = readExtractEnvironment(process.env);
     const query = 'SELECT * FROM many';
     const table = { name: 'many', query, key: [], time: [], append: null, as: {}, allowEmpty: false };
     const result = await extractSnapshot({ source: told.value.source, tables: [table],
       outputPath: ${JSON.stringify(join(folder, 'child.duckdb'))}, onProgress: () => process.stdout.write('.') });
     console.log(JSON.stringify(result));`,
  );
  const tsx = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, script], {
    env: { PATH: process.env.PATH, ...environment },
  });
  let output = '';
  let processes = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      // While it reads: what any user of the machine can list.
      if (processes === '') processes = processList();
    });
  }
  await new Promise((resolve) => child.once('close', resolve));
  assert.match(output, /"ok":true/);
  assert.match(processes, /read\.mts/);
  assertClean('the output', output);
  assertClean('the process list', processes);
});

test.run();
