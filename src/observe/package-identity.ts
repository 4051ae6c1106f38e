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

/** Where a lock file would name a package: packages may stand behind a link, theirs then at the real place. */
function placeOf(folder: string, root: string): string | null {
  const modules = join(root, 'node_modules');
  for (const at of [modules, existsSync(modules) ? realpathSync(modules) : modules]) {
    if (folder.startsWith(`${at}/`)) return `node_modules/${folder.slice(at.length + 1)}`;
  }
  return folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : null;
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}
