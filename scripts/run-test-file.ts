import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { coverageFolder } from './print-coverage.ts';

export interface FileEnd {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A file that takes longer hangs. */
const timeoutMs = 600_000;

/**
 * Runs a test file, from its bundle where there is one, in a process of its own and prints how it ended; with what
 * it said, where a test failed.
 */
export async function runTestFile(
  file: string,
  {
    scratch,
    bundle,
    only,
    coverage = false,
  }: {
    /** For all that the files of this run of tests write, and share. */
    readonly scratch: string;
    readonly bundle?: string | undefined;
    readonly only?: string | undefined;
    readonly coverage?: boolean | undefined;
  },
): Promise<FileEnd> {
  const startedAt = performance.now();
  const filter = pathToFileURL(`${import.meta.dirname}/only-tests.ts`).href;
  const child = spawn(
    process.execPath,
    bundle === undefined
      ? ['--import', 'tsx', ...(only === undefined ? [] : ['--import', filter]), file]
      : ['--enable-source-maps', bundle],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        TMPDIR: scratch,
        LABBOOK_TESTS: scratch,
        ...(only === undefined ? {} : { LABBOOK_ONLY_TESTS: only }),
        ...(coverage ? { NODE_V8_COVERAGE: coverageFolder } : {}),
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const count = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(output)?.[1] ?? 0);
  const [total, passed, skipped] = [count('Total'), count('Passed'), count('Skipped')];
  // A file that dies without its closing lines, or runs no test, has failed as a whole.
  const isEmpty = total + skipped === 0 && (only === undefined || !/Total:/.test(output));
  const isBroken = code !== 0 || isEmpty;
  const failed = Math.max(total - passed, isBroken ? 1 : 0);
  const end = { file, passed, failed, skipped };
  if (only !== undefined && !isBroken && total + skipped === 0) return end;
  const counts = `${passed} passed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  console.log(`${failed > 0 ? '✗' : '✓'} ${file} (${counts}, ${seconds.toFixed(1)} s)`);
  if (failed > 0) console.log(output.replace(/^/gm, '    '));
  return end;
}
