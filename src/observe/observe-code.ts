import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import type { CodeParts } from '../model/recipe.ts';
import { codeDigest, codeText } from '../store/code-text.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { bundleCode, type CodeProblem, type StageExport } from './bundle-code.ts';
import type { FileIndex } from './file-index.ts';

/** A bundle that stands in the store's `code` folder, ready to run. */
export interface ObservedCode {
  readonly digest: Digest;
  readonly parts: CodeParts;
  readonly packages: readonly string[];
  readonly missing: readonly StageExport[];
  /** What it was made from, and the manifests that say how that is read, relative to the root. */
  readonly files: Readonly<Record<string, Digest>>;
}

export type CodeObservation =
  | { readonly ok: true; readonly code: ObservedCode }
  | { readonly ok: false; readonly problems: readonly CodeProblem[] };

interface Remembered {
  /** Every file that the bundle was made from, with the digest it had; relative to the root. */
  readonly files: Readonly<Record<string, Digest>>;
  /** Folders in which a new file could change what an import means, with the digest of their names. */
  readonly folders: Readonly<Record<string, Digest>>;
  readonly code: Omit<ObservedCode, 'files'>;
}

/** Counts up when bundles are made in another way. */
const scheme = 'stage-bundle/1';
/** How often a bundle is made again because its files were edited meanwhile. */
const maxAttempts = 10;

/**
 * The bundle of some exports of a stage file. What an earlier observation found is believed where every file
 * that went into it is unchanged; else esbuild is loaded and the bundle made again.
 */
export async function observeCode({
  root,
  module,
  exports,
  index,
  store,
  bundler,
}: {
  readonly root: string;
  readonly module: string;
  readonly exports: readonly StageExport[];
  readonly index: FileIndex;
  readonly store: StoreFolder;
  /** Name and version of the bundler. */
  readonly bundler: string;
}): Promise<CodeObservation> {
  const key = digestOf('code-observation/1', { scheme, bundler, root, module, exports: [...exports] });
  const memory = index.kept<Remembered>('code');
  const remembered = memory.get(key);
  if (remembered !== null && (await isCurrent(remembered, { root, index, store }))) {
    return { ok: true, code: { ...remembered.code, files: remembered.files } };
  }
  for (let attempt = 1; ; attempt++) {
    const outcome = await bundleCode({ root, module, exports });
    if (!outcome.ok) return outcome;
    const { js, map, digest, parts, packages, missing } = outcome.bundle;
    const files = { ...outcome.files, ...(await manifestsOver(outcome.files, { root, index })) };
    // Edited while it was bundled: what stands there now is bundled instead.
    if (!(await areCurrent(files, { root, index })) && attempt < maxAttempts) continue;
    await keepCode({ root, store, digest, js, map });
    const code = { digest, parts, packages, missing };
    const folders: Record<string, Digest> = {};
    for (const folder of [...foldersAround(Object.keys(files)), ...outcome.folders])
      folders[folder] = index.observeNames(resolve(root, folder));
    memory.set(key, { files, folders, code });
    return { ok: true, code: { ...code, files } };
  }
}

/** Scheme and bundler as they stand in a recipe: a new bundler may print the same code in other bytes. */
export function codeScheme(bundler: string): string {
  return `${scheme} ${bundler}`;
}

async function isCurrent(
  { files, folders, code }: Remembered,
  { root, index, store }: { root: string; index: FileIndex; store: StoreFolder },
): Promise<boolean> {
  for (const [path, digest] of Object.entries(files)) {
    if ((await index.observeOnce(resolve(root, path)))?.digest !== digest) return false;
  }
  for (const [folder, digest] of Object.entries(folders)) {
    if (index.observeNames(resolve(root, folder)) !== digest) return false;
  }
  const kept = await readFile(store.code(code.digest), 'utf8').catch(() => null);
  return kept !== null && codeDigest(kept) === code.digest;
}

async function areCurrent(
  files: Remembered['files'],
  { root, index }: { root: string; index: FileIndex },
): Promise<boolean> {
  for (const [path, digest] of Object.entries(files)) {
    if ((await index.observe(resolve(root, path)))?.digest !== digest) return false;
  }
  return true;
}

/** The project's package.json files that say how these files are read: `type`, `imports`, `sideEffects`. */
async function manifestsOver(
  files: Remembered['files'],
  { root, index }: { root: string; index: FileIndex },
): Promise<Remembered['files']> {
  const found: Record<string, Digest> = {};
  for (const folder of new Set(Object.keys(files).map((path) => dirname(path)))) {
    for (let at = folder; ; at = dirname(at)) {
      const manifest = await index.observe(resolve(root, at, 'package.json'));
      if (manifest !== null) found[join(at, 'package.json')] = manifest.digest;
      if (at === '.' || at === dirname(at) || at.endsWith('..')) break;
    }
  }
  return found;
}

async function keepCode({
  root,
  store,
  digest,
  js,
  map,
}: {
  root: string;
  store: StoreFolder;
  digest: Digest;
  js: string;
  map: string;
}): Promise<void> {
  const path = store.code(digest);
  await mkdir(dirname(path), { recursive: true });
  // Comments move lines and leave the bundle alone: the map is written anew, the code is as it was.
  const sources = { ...(JSON.parse(map) as object), sourceRoot: `file://${root}/` };
  await writeAtomic(`${path}.map`, JSON.stringify(sources));
  await writeAtomic(path, codeText(js, digest));
}

/** The folders of some files and the folders that hold those. */
function foldersAround(files: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) {
    folders.add(dirname(file));
    folders.add(dirname(dirname(file)));
  }
  return [...folders].sort(compareText);
}
