import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Mounting needs root and, in a container, the right to; elsewhere what a full disk does is not tested. */
export const canMount = process.getuid?.() === 0 && tryMount();

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
