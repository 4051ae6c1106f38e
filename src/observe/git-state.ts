import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GitState } from '../model/record.ts';

const maxDiffBytes = 256 * 1024;

/** The commit that a project stands at and what is not committed, or null outside a git work tree. */
export async function observeGit(root: string): Promise<GitState | null> {
  const git = (...parameters: string[]) =>
    promisify(execFile)('git', ['-c', 'core.quotepath=off', ...parameters], {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    }).then(({ stdout }) => stdout);
  try {
    const [commit, branch, status, diff] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('symbolic-ref', '--short', '-q', 'HEAD').catch(() => ''),
      git('status', '--porcelain', '--', '.'),
      git('diff', 'HEAD', '--no-color', '--no-ext-diff', '--', '.'),
    ]);
    return {
      commit: commit.trim(),
      branch: branch.trim() === '' ? null : branch.trim(),
      isDirty: status.trim() !== '',
      diff: diff.slice(0, maxDiffBytes),
      isDiffTruncated: diff.length > maxDiffBytes,
    };
  } catch {
    return null;
  }
}
