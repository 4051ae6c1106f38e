/**
 * `npm run mutants`: breaks the modules in which a silent fault would lie to a user, one listed way at a time, in a
 * copy of the repository, and asks that a test fails for each. A break that no test sees is told, and fails; so does
 * one whose place is no longer in the code. `npm run mutants -- lock` tries those whose file holds the word.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutant, mutants } from './mutant-list.ts';

const root = join(import.meta.dirname, '..');
const words = process.argv.slice(2);
const chosen = mutants.filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)));
const copied = ['src', 'stages', 'seed', 'test', 'scripts', 'package.json', 'tsconfig.json', 'pipeline.yaml'];

const copy = mkdtempSync(join(tmpdir(), 'labbook-mutants-'));
try {
  for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true });
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name));
  const tests = new Set(chosen.flatMap(({ test }) => test));
  const broken = [...tests].filter((test) => !passes(test));
  for (const test of broken) console.log(`✗ ${test} fails as it is`);
  const missed = broken.length > 0 ? [] : chosen.filter((mutant) => !isSeen(mutant));
  console.log(`${chosen.length - missed.length} seen, ${missed.length} missed`);
  process.exitCode = missed.length + broken.length === 0 && chosen.length > 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** Whether the test fails once the code is broken. */
function isSeen({ file, from, to, test }: Mutant): boolean {
  const path = join(copy, 'src', file);
  const right = readFileSync(path, 'utf8');
  const isThere = right.split(from).length === 2;
  writeFileSync(
    path,
    right.replace(from, () => to),
  );
  const seen = isThere && !passes(test);
  writeFileSync(path, right);
  const said = isThere ? (seen ? '✓' : '✗ nobody sees') : '✗ not once in';
  console.log(`${said} ${file}: ${from.trim()} → ${to.trim() || 'nothing'}`);
  return seen;
}

function passes(test: string): boolean {
  // A break may leave a test waiting for what never comes; that is seen as well.
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', `test/${test}.test.ts`], {
    cwd: copy,
    stdio: 'ignore',
    timeout: 60_000,
  });
  return status === 0;
}
