import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, temporaryProject } from '../support/temporary-project.ts';

const root = resolve(import.meta.dirname, '../..');
const mixed = `import { test } from 'uvu';
test('a plain one', () => {});
test('a broken one', () => { throw new Error('broken'); });
test.skip('one that cannot be', () => { throw new Error('it ran'); });
test.run();
`;

async function runTests(...args: readonly string[]): Promise<{ exitCode: number | null; lastLine: string }> {
  using project = temporaryProject({ 'test/mixed.test.ts': mixed, 'test/other.test.ts': mixed });
  project.link('uvu');
  project.link('tsx');
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), join(root, 'scripts/test.ts'), ...args],
    {
      cwd: project.root,
    },
  );
  const { exitCode, stdout } = await ended(child);
  return { exitCode, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '' };
}

test('a skipped test counts as skipped, a failed one fails the run', async () => {
  assert.equal(await runTests('mixed'), { exitCode: 1, lastLine: '1 passed, 1 failed, 1 skipped' });
});

test('--only runs the tests whose name holds the words, in all files', async () => {
  assert.equal(await runTests('--only', 'plain'), { exitCode: 0, lastLine: '2 passed, 0 failed, 0 skipped' });
  assert.equal(await runTests('other', '--only', 'cannot be'), {
    exitCode: 1,
    lastLine: '0 passed, 0 failed, 1 skipped',
  });
});

test('words that fit no file or no test fail, rather than pass with nothing run', async () => {
  assert.is((await runTests('no-such-file')).exitCode, 1);
  assert.is((await runTests('--only', 'no such test')).exitCode, 1);
});

test.run();
