/**
 * Runs every test file in a process of its own, a few side by side, and ends with one plain line:
 * `N passed, N failed`. `npm test -- store` runs the files whose path holds "store".
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { buildIfStale } from './build-if-stale.ts';

interface FileEnd {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

/** A file that takes longer hangs. */
const timeoutMs = 300_000;
const filters = process.argv.slice(2);
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
  .sort();
// Tests run the built command line, whatever the install held back.
buildIfStale();
const pending = [...files];
const ends: FileEnd[] = [];

await Promise.all(
  Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
      const end = await runFile(file);
      ends.push(end);
    }
  }),
);
const sum = (of: (end: FileEnd) => number) => ends.reduce((total, end) => total + of(end), 0);
const failed = sum((end) => end.failed);
for (const end of ends.filter((one) => one.failed > 0)) console.log(`✗ ${end.file}: ${end.failed} failed`);
if (files.length === 0) console.log('no test file fits');
console.log(`${sum((end) => end.passed)} passed, ${failed} failed`);
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;

async function runFile(file: string): Promise<FileEnd> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const passed = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const skipped = Number(/Skipped:\s+(\d+)/.exec(output)?.[1] ?? 0);
  // A file that dies without its closing lines, or runs no test, has failed as a whole.
  const isBroken = code !== 0 || total === 0;
  const failed = Math.max(total - passed - skipped, isBroken ? 1 : 0);
  console.log(`${failed > 0 ? '✗' : '✓'} ${file} (${passed} passed, ${seconds.toFixed(1)} s)`);
  if (failed > 0) console.log(output.replace(/^/gm, '    '));
  return { file, passed, failed, seconds };
}
