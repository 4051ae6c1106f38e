import fs from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { noteRefusal, refusal } from './refusals.ts';

/** Functions of `node:fs` that read what their first argument names. */
const readers = [
  'access',
  'copyFile',
  'cp',
  'createReadStream',
  'exists',
  'lstat',
  'open',
  'openAsBlob',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'stat',
];

type Functions = Record<string, unknown>;

/**
 * Notes each file that may not be read and is asked for. Node refuses them by itself; but code may catch that, or
 * ask by `existsSync`, and go another way in silence.
 */
export function guardFiles(): void {
  for (const name of readers) {
    for (const [owner, variant] of [
      [fs, name],
      [fs, `${name}Sync`],
      [fs.promises, name],
    ] as const) {
      const functions = owner as unknown as Functions;
      const original = functions[variant];
      if (typeof original === 'function') functions[variant] = noting(original, name === 'open');
    }
  }
}

// biome-ignore lint/complexity/noBannedTypes: Any of the functions of node:fs.
function noting(original: Function, isOpen: boolean): Function {
  const noted = function (this: unknown, ...given: unknown[]): unknown {
    const path = pathOf(given[0]);
    const isWrite = isOpen && typeof given[1] === 'string' && !given[1].startsWith('r');
    if (path !== null && !isWrite && !mayRead(path)) {
      // In a thread Node 22 and 24 let pass what shares the beginning of its name with an allowed file.
      if (!isMainThread) throw refusal({ access: 'read', resource: path });
      noteRefusal({ access: 'read', resource: path });
    }
    return Reflect.apply(original, this, given);
  };
  // Such as `realpath.native` and what `promisify` looks for.
  return Object.defineProperties(noted, Object.getOwnPropertyDescriptors(original));
}

/** Whether a file is declared, by the flags of this process. */
export function mayRead(path: string): boolean {
  return allowed.some((one) => path === one || path.startsWith(`${one}/`));
}

const allowed = process.execArgv.flatMap((flag) => /^--allow-fs-(?:read|write)=(.*)$/s.exec(flag)?.[1] ?? []);

/** Absolute; null for a file descriptor, or what is no path. */
export function pathOf(given: unknown): string | null {
  if (typeof given === 'string') return resolve(given);
  if (given instanceof URL) return given.protocol === 'file:' ? fileURLToPath(given) : null;
  return Buffer.isBuffer(given) ? resolve(given.toString()) : null;
}
