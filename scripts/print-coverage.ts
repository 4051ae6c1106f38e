import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Where the test processes, and what they start, leave what they reached. */
export const coverageFolder = 'node_modules/.cache/coverage';

/** Forgets earlier runs. */
export function clearCoverage(): void {
  rmSync(coverageFolder, { recursive: true, force: true });
}

/** A line a file of src: how much of it the tests reached, by source map. Of stage processes nothing is known. */
export function printCoverage(): void {
  const c8 = 'node_modules/c8/bin/c8.js';
  const kept = ['--include', 'src/**', '--exclude', 'dist/**', '--exclude-after-remap', '--src', 'src'];
  spawnSync(
    process.execPath,
    [c8, 'report', '--temp-directory', coverageFolder, ...kept, '--reporter', 'text'],
    {
      stdio: 'inherit',
    },
  );
}
