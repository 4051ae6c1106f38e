import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { engineFile } from '../base/engine-file.ts';
import type { Wiring } from '../model/recipe.ts';
import { type InstalledPackage, lockedPackages, packageIdentity, patchFiles } from './package-identity.ts';

/** The packages that some code reaches, theirs included. */
export interface ReachedPackages {
  /**
   * `name@version` → integrity, in code-unit order. `name@missing` where a package is not installed; a second
   * installation of the same version is `name@version (2)`, since it has a state and a wiring of its own.
   */
  readonly identities: Readonly<Record<string, string>>;
  readonly wiring: Wiring;
  /** Absolute folders of them, for whoever confines reading to them. */
  readonly folders: readonly string[];
  /**
   * Those whose code stands in no `node_modules`, as workspaces and `file:` packages do: `name@version` →
   * absolute folder. They are edited in place, so that neither version nor lock file tells what they hold.
   */
  readonly linked: Readonly<Record<string, string>>;
  /** Absolute paths of files that would say more of them, there or not: patches. */
  readonly told: readonly string[];
}

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Follows imports of packages through what is installed, as Node resolves them, and names each by version
 * and by what identifies its content (`packageIdentity`).
 */
export function reachedPackages(root: string, names: readonly string[]): ReachedPackages {
  const locks = lockedPackages(root);
  const ids = new Map<string, string>();
  const folders = new Set<string>();
  const identities: Record<string, string> = {};
  const wiring: Record<string, string[]> = { '.': [] };
  const linked: Record<string, string> = {};
  const told = new Set<string>();
  const pending: Wanted[] = names.map((name) => ({ name, from: root, by: '.', isOptional: false }));
  // In the order that they are come upon, so that numbers follow the graph and not the place on disk.
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const folder = findPackage(next.name, next.from);
    if (folder === null && next.isOptional) continue;
    if (folder !== null) folders.add(folder);
    const realFolder = folder === null ? null : realpathSync(folder);
    const known = realFolder === null ? `${next.name}@missing` : ids.get(realFolder);
    if (known?.endsWith('@missing')) identities[known] = '';
    const found = folder === null || known !== undefined ? null : installedAt(folder, next.name);
    const id = known ?? freeId(found, identities);
    wiring[next.by] = [...new Set([...(wiring[next.by] ?? []), id])].sort(compareText);
    if (found === null) continue;
    ids.set(found.realFolder, id);
    const identity = packageIdentity(found, { root, locks });
    identities[id] = identity ?? '';
    // As Node does: what a linked package imports is looked for around the place that the link leads to.
    const from = found.realFolder;
    if (isLinked(from) || identity === null) linked[id] = from;
    else for (const path of patchFiles(found, root)) told.add(path);
    const manifest = JSON.parse(found.manifest) as Manifest;
    const optional = { ...manifest.optionalDependencies, ...manifest.peerDependencies };
    for (const name of Object.keys(manifest.dependencies ?? {}).sort(compareText))
      pending.push({ name, from, by: id, isOptional: name in (manifest.optionalDependencies ?? {}) });
    for (const name of Object.keys(optional).sort(compareText))
      pending.push({ name, from, by: id, isOptional: true });
  }
  return {
    identities: inOrder(identities),
    wiring: inOrder(wiring),
    folders: readableFolders([...folders]),
    linked,
    told: [...told],
  };
}

interface Wanted {
  readonly name: string;
  /** Folder from which it is looked for. */
  readonly from: string;
  /** The package that imports it. */
  readonly by: string;
  readonly isOptional: boolean;
}

function installedAt(folder: string, name: string): InstalledPackage {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const { version = '0.0.0' } = JSON.parse(manifest) as Manifest;
  return { name, version, folder, realFolder: realpathSync(folder), manifest };
}

function freeId(found: InstalledPackage | null, taken: Readonly<Record<string, string>>): string {
  const plain = `${found?.name}@${found?.version}`;
  let id = plain;
  for (let count = 2; Object.hasOwn(taken, id); count++) id = `${plain} (${count})`;
  return id;
}

function inOrder<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}

/** Folders to name to a process that may read these packages. */
function readableFolders(folders: readonly string[]): readonly string[] {
  const real = folders.map((folder) => realpathSync(folder));
  // Following a link is a read of the link itself. Node 20 loses the link where what lies behind it is named too.
  const links = new Set(folders.map(modulesFolder).filter(isLink));
  const named = folders.filter((folder) => !links.has(modulesFolder(folder)));
  return [...new Set([...named, ...real, ...links])].sort(compareText);
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
