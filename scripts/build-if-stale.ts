import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Builds `dist` where it is missing, or older than what it is built from: after an install that held back
 * `prepare`, after an edit, after a checkout. Times of files and folders decide, which takes milliseconds.
 */
export function buildIfStale(): void {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const built = modified(join(root, 'dist', 'labbook.js'));
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const others = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.ts'];
  const paths = ['src', ...sources.map((path) => join('src', path)), ...others];
  if (paths.every((path) => modified(join(root, path)) <= built)) return;
  process.stderr.write('building dist …\n');
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: root, stdio: 'inherit' });
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildIfStale();
