import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { observeGit } from '../../src/observe/git-state.ts';

const test = suite('the state of git');
let root: string;
test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'labbook-git-'));
});
test.after.each(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

test('outside a work tree, and before the first commit, there is none', async () => {
  assert.is(await observeGit(root), null);
  git('init', '-q', '-b', 'trunk');
  assert.is(await observeGit(root), null);
});

test('names commit and branch, and what is not committed', async () => {
  git('init', '-q', '-b', 'trunk');
  writeFileSync(join(root, 'a.txt'), 'one\n');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const clean = await observeGit(root);
  assert.is(clean?.commit, git('rev-parse', 'HEAD'));
  assert.is(clean?.branch, 'trunk');
  assert.is(clean?.isDirty, false);
  writeFileSync(join(root, 'a.txt'), 'two\n');
  const dirty = await observeGit(root);
  assert.is(dirty?.isDirty, true);
  assert.match(dirty?.diff ?? '', '+two');
  git('checkout', '-q', '--detach');
  assert.not.ok((await observeGit(root))?.branch, 'a detached head has no branch');
});

test('a new file is a change, too', async () => {
  git('init', '-q', '-b', 'trunk');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  mkdirSync(join(root, 'new'));
  writeFileSync(join(root, 'new/ä.txt'), 'one\n');
  assert.is((await observeGit(root))?.isDirty, true);
});

test.run();
