import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { err, ok, type Result } from '../base/result.ts';
import type { Problem } from '../model/problem.ts';

/** Installs what the lock file of a scratch project names, with npm; no script of a package is run. */
export async function installPackages(root: string, signal: AbortSignal): Promise<Result<void, Problem>> {
  if (!existsSync(join(root, 'package-lock.json'))) return err({ kind: 'no-lock-file' });
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await promisify(execFile)('npm', args, { cwd: root, signal, maxBuffer: 16 * 2 ** 20 });
    return ok(undefined);
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    const said = stderr.split('\n').filter((line) => line.trim() !== '');
    return err({ kind: 'install-failed', detail: said.slice(0, 5).join('\n') || message });
  }
}
