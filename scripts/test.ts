/**
 * Runs every test file in a process of its own, a few side by side, and ends with one plain line:
 * `N passed, N failed, N skipped`. `npm test -- store` runs the files whose path holds "store", `--only 'name'`
 * the tests whose name holds "name"; `--watch` runs them again after each change, `--coverage` says what lines
 * of src they reached.
 */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  watch,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './build-if-stale.ts';
import { bundleTests } from './bundle-tests.ts';
import { clearCoverage, printCoverage } from './print-coverage.ts';
import { type FileEnd, runTestFile } from './run-test-file.ts';

/** The files that take longest, which begin first so that none is left alone at the end. */
const longest = [
  'test/run/interleavings.test.ts',
  'test/example/clones.test.ts',
  'test/example/own-gate.test.ts',
  'test/commands/reproduce.test.ts',
  'test/run/hostile-stages.test.ts',
  'test/registry/registering.test.ts',
  'test/commands/check.test.ts',
  'test/commands/baseline.test.ts',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, watch: { type: 'boolean' }, coverage: { type: 'boolean' } },
});

if (values.coverage) clearCoverage();
process.exitCode = (await runTests()) ? 0 : 1;
if (values.coverage) printCoverage();
if (values.watch) watchAndRun();

/** Whether all is well. */
async function runTests(): Promise<boolean> {
  // Tests run the built command line, whatever the install held back.
  buildIfStale();
  const files = chosenFiles();
  const pending = [...files];
  const ends: FileEnd[] = [];
  // The filter of `--only` and coverage look at each module; all else is quicker from one file.
  using bundles =
    values.only === undefined && !values.coverage && files.some(isBundled)
      ? await bundleTests(files.filter(isBundled))
      : null;
  const scratch = mkdtempSync(join(memory(), 'labbook-tests-'));
  // A Postgres that root starts runs as another user, who has to come through to its folder.
  chmodSync(scratch, 0o755);
  await Promise.all(
    Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
      for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
        ends.push(
          await runTestFile(file, {
            ...values,
            scratch,
            bundle: isBundled(file) ? bundles?.at(file) : undefined,
          }),
        );
      }
    }),
  );
  rmSync(scratch, { recursive: true, force: true });
  const sum = (of: (end: FileEnd) => number) => ends.reduce((total, end) => total + of(end), 0);
  const [passed, failed, skipped] = [
    sum((end) => end.passed),
    sum((end) => end.failed),
    sum((end) => end.skipped),
  ];
  for (const end of ends.filter((one) => one.failed > 0)) console.log(`✗ ${end.file}: ${end.failed} failed`);
  const isNone = files.length === 0 || (values.only !== undefined && passed + failed === 0);
  if (isNone) console.log(files.length === 0 ? 'no test file fits' : 'no test has such a name');
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && !isNone;
}

/** A folder for what tests write: thousands of waits for the disk are no part of them. */
function memory(): string {
  const folder = '/dev/shm';
  if (!existsSync(folder)) return tmpdir();
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 4e9 ? folder : tmpdir();
}

/** These load stages as they stand, by names that only tsx can follow. */
function isBundled(file: string): boolean {
  return !file.startsWith('test/example/') && !file.startsWith('test/testing/');
}

function chosenFiles(): readonly string[] {
  const { only } = values;
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => positionals.length === 0 || positionals.some((word) => path.includes(word)))
    .sort();
  files.sort((a, b) => Number(longest.includes(b)) - Number(longest.includes(a)));
  if (only === undefined) return files;
  const naming = files.filter((path) => readFileSync(path, 'utf8').includes(only));
  // A name that is put together at run time stands in no file.
  return naming.length > 0 ? naming : files;
}

function watchAndRun(): void {
  let isRunning = false;
  let isDue = false;
  const rerun = async (): Promise<void> => {
    isDue = true;
    if (isRunning) return;
    isRunning = true;
    while (isDue) {
      isDue = false;
      await new Promise((resolve) => setTimeout(resolve, 200));
      await runTests();
      console.log('watching src, stages, docs and test');
    }
    isRunning = false;
  };
  for (const folder of ['src', 'stages', 'docs', 'test']) {
    watch(folder, { recursive: true }, (_event, name) => {
      if (name?.endsWith('.ts') || name?.endsWith('.md')) void rerun();
    });
  }
  console.log('watching src, stages, docs and test');
}
