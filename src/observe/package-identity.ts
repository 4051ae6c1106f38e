import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { digestBytes, digestOf } from '../base/digest.ts';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** A package as it stands installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute; where `node_modules` names it, and where it really is. */
  readonly folder: string;
  readonly realFolder: string;
  /** Text of its package.json. */
  readonly manifest: string;
}

/**
 * What npm says is installed below a root: its own note in `node_modules`, since package-lock.json may have
 * moved on without an install; else package-lock.json.
 */
export function lockedPackages(root: string): LockedPackages {
  for (const path of ['node_modules/.package-lock.json', 'package-lock.json']) {
    const lock = readJson<{ readonly packages?: LockedPackages }>(join(root, path));
    if (lock !== null) return lock.packages ?? {};
  }
  return {};
}

/**
 * What identifies a package's content, short of reading it: its integrity, or the git commit or archive that it
 * came from. One that no lock knows in this version is named by its manifest, and by its place in pnpm's store,
 * which tells commit, patch and peers; so it can never pass for the locked one. Patches count wherever the
 * tools keep them. Null where only its files can tell: it was copied from a folder.
 */
export function packageIdentity(
  found: InstalledPackage,
  { root, locks }: { readonly root: string; readonly locks: LockedPackages },
): string | null {
  const locked = locks[placeOf(found.folder, root) ?? ''];
  const isLocked = locked?.version === found.version;
  if (isLocked && locked.integrity === undefined && locked.resolved?.startsWith('file:')) return null;
  const stored = new RegExp(`\\${sep}\\.pnpm\\${sep}([^\\${sep}]+)\\${sep}`).exec(found.realFolder)?.[1];
  // An address may hold a token: only its digest is kept.
  const origin = isLocked ? locked.resolved : stored;
  const known = isLocked ? locked.integrity : undefined;
  const manifest = digestBytes(found.manifest);
  const identity =
    known ?? (origin === undefined ? manifest : digestOf('package-origin/1', [origin, manifest]));
  const patches = patchFiles(found, root).filter((path) => existsSync(path));
  if (patches.length === 0) return identity;
  return digestOf('patched-package/1', [identity, patches.map((path) => digestBytes(readFileSync(path)))]);
}

/** Where patch-package and pnpm would keep a patch of a package; the folder itself where there are no patches. */
export function patchFiles({ name, version }: InstalledPackage, root: string): readonly string[] {
  const folder = join(root, 'patches');
  if (!existsSync(folder)) return [folder];
  const names = [`${name.replace('/', '+')}+${version}.patch`, `${name.replace('/', '__')}@${version}.patch`];
  return names.map((file) => join(folder, file));
}

/**
 * Where a lock file would name a package: `node_modules/a/node_modules/b`. Packages may stand behind links, one
 * by one or all together; what they need is then found at the real place.
 */
function placeOf(folder: string, root: string): string | null {
  if (folder.startsWith(`${root}/node_modules/`)) return folder.slice(root.length + 1);
  for (const { 0: path, index } of folder.matchAll(/\/node_modules\/(@[^/]+\/)?[^/]+/g)) {
    const place = path.slice(1);
    const real = realPathOf(join(root, place));
    if (real === null || real !== realPathOf(folder.slice(0, index + path.length))) continue;
    return `${place}${folder.slice(index + path.length)}`;
  }
  return folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : null;
}

function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}
