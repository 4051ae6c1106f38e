/**
 * How fast a table becomes a snapshot, beside `psql -c "\copy … to file"` on the same server: the two take
 * turns, the ratio is of medians. `npm run bench:extract -- --rows 2000000` for a smaller table.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startPostgres } from '../../test/support/postgres-server.ts';

const run = promisify(execFile);
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '10000000' }, rounds: { type: 'string', default: '3' } },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'labbook-bench-extract-'));
const hasPsql = await run('psql', ['--version']).then(
  () => true,
  () => false,
);
if (!hasPsql) process.stdout.write('psql is not on the PATH: no ratio (apt-get install postgresql-client)\n');

await using server = await startPostgres();
try {
  process.stdout.write(`making ${rows} rows …\n`);
  await makeTable();
  const inOrder = 'SELECT symbol, ts, open, high, low, close, volume FROM ticks';
  const copied: number[] = [];
  const ordered: Extraction[] = [];
  for (let round = 0; round < rounds; round++) {
    if (hasPsql) copied.push(await psqlCopy(inOrder));
    ordered.push(await extract(inOrder, ['symbol', 'ts']));
  }
  const unordered = await extract(inOrder, ['ts', 'symbol']);
  const sizeMb = hasPsql ? statSync(join(folder, 'out.txt')).size / 1e6 : Number.NaN;
  const extraction = median(ordered.map(({ seconds }) => seconds));
  print(`rows                                   ${rows}`);
  print(
    `snapshot, rows in the key's order      ${seconds(extraction)} (CPU ${seconds(ordered[0]?.cpuSeconds ?? 0)})`,
  );
  print(`snapshot, rows to be sorted            ${seconds(unordered.seconds)}`);
  if (hasPsql) {
    const psql = median(copied);
    print(`psql \\copy to a file (${sizeMb.toFixed(0)} MB)         ${seconds(psql)}`);
    print(`ratio in the key's order               ${(psql / extraction).toFixed(2)} of psql's speed`);
    print(`ratio to be sorted                     ${(psql / unordered.seconds).toFixed(2)} of psql's speed`);
  }
  print(`peak memory, in the key's order        ${Math.max(...ordered.map((e) => e.peakMb)).toFixed(0)} MB`);
  print(`peak memory, to be sorted              ${unordered.peakMb.toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Extraction {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

async function makeTable(): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.url() });
  await client.connect();
  // 500 symbols; prices with cents, as double precision. Stored in the order of (symbol, ts).
  await client.query(`
    CREATE TABLE ticks AS
    SELECT 'S' || lpad((i / ${rows / 500})::int::text, 4, '0') AS symbol,
           timestamptz '2000-01-03 09:30Z' + (i % ${rows / 500}) * interval '1 minute' AS ts,
           (10000 + i * 7919 % 9973)::float8 / 100 AS open, (10100 + i * 7907 % 9973)::float8 / 100 AS high,
           (9900 + i * 7901 % 9973)::float8 / 100 AS low, (10000 + i * 7883 % 9973)::float8 / 100 AS close,
           (i * 104729 % 1000000)::int8 AS volume
    FROM generate_series(0::int8, ${rows - 1}) i`);
  await client.query('VACUUM (FREEZE, ANALYZE) ticks');
  await client.end();
}

async function psqlCopy(query: string): Promise<number> {
  const begun = performance.now();
  await run('psql', [server.url(), '-c', `\\copy (${query}) to '${join(folder, 'out.txt')}'`]);
  return (performance.now() - begun) / 1000;
}

async function extract(query: string, key: readonly string[]): Promise<Extraction> {
  const outputPath = join(folder, 'snapshot.duckdb');
  const told = JSON.stringify({ url: server.url(), query, key, outputPath });
  const script = join(import.meta.dirname, 'one-extraction.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, told]);
  return JSON.parse(stdout);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
