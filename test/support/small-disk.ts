import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Mounting needs root; elsewhere what a full disk does is not tested. */
export const isRoot = process.getuid?.() === 0;

/** A tiny file system in memory at `path`, unmounted by disposing. */
export function mount(path: string, { kilobytes }: { kilobytes: number }): Disposable {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path]);
  return { [Symbol.dispose]: () => execFileSync('umount', [path]) };
}
