import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { digestBytes } from '../base/digest.ts';
import { engineFile } from '../base/engine-file.ts';

/** The packages that some code reaches, theirs included. */
export interface ReachedPackages {
  /** `name@version` → integrity, in code-unit order. `name@missing` where a package is not installed. */
  readonly identities: Readonly<Record<string, string>>;
  /** Absolute folders of them, for whoever confines reading to them. */
  readonly folders: readonly string[];
  /**
   * Those whose code stands in no `node_modules`, as workspaces and `file:` packages do: `name@version` →
   * absolute folder. They are edited in place, so that neither version nor lock file tells what they hold.
   */
  readonly linked: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages?: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

/**
 * Follows imports of packages through what is installed, as Node resolves them, and names each by version
 * and by its integrity from package-lock.json. A package that the lock file does not know, or knows in
 * another version than the one installed, is named by the digest of its manifest instead, so that it can
 * never pass for the locked one.
 */
export function reachedPackages(root: string, names: readonly string[]): ReachedPackages {
  const lock = readJson<LockFile>(join(root, 'package-lock.json'))?.packages ?? {};
  // Packages may stand behind a link: their own dependencies are then found at the real place.
  const modules = realPathOf(join(root, 'node_modules'));
  const placeOf = (folder: string): string | null => {
    if (folder.startsWith(`${root}/`)) return folder.slice(root.length + 1);
    const isBehindLink = modules !== null && folder.startsWith(`${modules}/`);
    return isBehindLink ? `node_modules/${folder.slice(modules.length + 1)}` : null;
  };
  const identities = new Map<string, string>();
  const folders = new Set<string>();
  const linked: Record<string, string> = {};
  const pending: { name: string; from: string; isOptional: boolean }[] = [];
  for (const name of names) pending.push({ name, from: root, isOptional: false });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const folder = findPackage(next.name, next.from);
    if (folder === null) {
      if (!next.isOptional) identities.set(`${next.name}@missing`, '');
      continue;
    }
    if (folders.has(folder)) continue;
    folders.add(folder);
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    const manifest = JSON.parse(text) as Manifest;
    const version = manifest.version ?? '0.0.0';
    const locked = lock[placeOf(folder) ?? ''];
    const integrity = locked?.version === version ? locked.integrity : undefined;
    identities.set(`${next.name}@${version}`, integrity ?? digestBytes(text));
    // As Node does: what a linked package imports is looked for around the place that the link leads to.
    const from = realpathSync(folder);
    if (isLinked(from)) linked[`${next.name}@${version}`] = from;
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      pending.push({ name, from, isOptional: false });
    }
    const optional = { ...manifest.optionalDependencies, ...manifest.peerDependencies };
    for (const name of Object.keys(optional)) pending.push({ name, from, isOptional: true });
  }
  const ordered = [...identities].sort(([a], [b]) => compareText(a, b));
  const real = [...folders].map((folder) => realpathSync(folder));
  // Following a link is a read of the link itself. Node 20 loses the link where what lies behind it is named too.
  const links = new Set([...folders].map(modulesFolder).filter(isLink));
  const named = [...folders].filter((folder) => !links.has(modulesFolder(folder)));
  return {
    identities: Object.fromEntries(ordered),
    folders: [...new Set([...named, ...real, ...links])].sort(compareText),
    linked,
  };
}

/** Whether a package's real folder is one that people edit. A linked labbook goes by its version, as installed. */
export function isLinked(folder: string): boolean {
  if (folder.split(sep).includes('node_modules')) return false;
  return folder !== dirname(realpathSync(engineFile('.')));
}

/** The nearest `node_modules/<name>` upward from a folder. */
export function findPackage(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

/** The `node_modules` that a package folder stands in. */
function modulesFolder(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('node_modules') + 'node_modules'.length);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
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
