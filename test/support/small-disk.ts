import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Callback, Test } from 'uvu';

/** Mounting needs root and, in a container, the right to; elsewhere what a full disk does is skipped. */
export function diskTest<T>(test: Test<T>): (name: string, run: Callback<T>) => void {
  canMount ??= process.getuid?.() === 0 && tryMount();
  return canMount ? test : test.skip;
}

let canMount: boolean | undefined;

/** A tiny file system in memory at `path`, unmounted by disposing. */
export function mount(path: string, { kilobytes }: { kilobytes: number }): Disposable {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path]);
  return { [Symbol.dispose]: () => execFileSync('umount', [path]) };
}

function tryMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'labbook-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]).status === 0;
  if (isMounted) spawnSync('umount', [path]);
  rmSync(path, { recursive: true, force: true });
  return isMounted;
}
