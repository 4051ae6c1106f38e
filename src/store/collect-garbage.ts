import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestFromHex } from '../base/digest.ts';
import { Journal } from './journal.ts';
import type { StoreFolder } from './store-folder.ts';

/** A file of the store that something may name. */
export interface StoredFile {
  readonly kind: 'blobs' | 'results' | 'code';
  readonly digest: Digest;
  readonly path: string;
  readonly bytes: number;
}

export interface Garbage {
  readonly kept: readonly StoredFile[];
  readonly unnamed: readonly StoredFile[];
}

/** Names that a project gives digests by: whatever is named there is kept, whatever it is the digest of. */
const rootFiles = ['pipeline.lock', 'baseline.json'];
const rootFolders = ['experiments', 'ml-models'];

/**
 * What the store holds, by whether anything names it: experiments, registered models, pipeline.lock, the
 * baseline, what the last run of each stage was, and the results that those lead to. Any text that holds a
 * digest keeps it: what is kept for no reason costs room, what is lost for none costs an experiment.
 */
export async function findGarbage({
  root,
  store,
}: {
  readonly root: string;
  readonly store: StoreFolder;
}): Promise<Garbage> {
  const files = await storedFiles(store);
  const named = new Set<Digest>();
  for (const file of rootFiles) await addDigests(join(root, file), named);
  const folders = [...rootFolders.map((folder) => join(root, folder)), store.last];
  for (const folder of folders) {
    for (const path of await textFilesIn(folder)) await addDigests(path, named);
  }
  await addDigests(store.codeIndex, named);
  for (const text of new Journal(store.lastOutcomes).all()) addDigestsOf(text, named);
  for (const name of await readdir(store.root).catch(() => [])) {
    if (name.endsWith('.json')) await addDigests(join(store.root, name), named);
  }
  for (const { kind, digest, path } of files) {
    if (kind === 'results' && named.has(digest)) await addDigests(path, named);
  }
  return {
    kept: files.filter(({ digest }) => named.has(digest)),
    unnamed: files.filter(({ digest }) => !named.has(digest)),
  };
}

/** Removes files that nothing names: results before the blobs that they lead to. */
export async function removeGarbage(unnamed: readonly StoredFile[]): Promise<void> {
  for (const kind of ['results', 'code', 'blobs'] as const) {
    for (const file of unnamed) {
      if (file.kind !== kind) continue;
      await rm(file.path, { force: true });
      if (kind === 'code') await rm(`${file.path}.map`, { force: true });
    }
  }
}

/** Every blob, result and bundle, whatever its state. */
export async function storedFiles(store: StoreFolder): Promise<readonly StoredFile[]> {
  const files: StoredFile[] = [];
  for (const kind of ['blobs', 'results', 'code'] as const) {
    const folder = store.kind(kind);
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    for (const name of names) {
      const hex = /[0-9a-f]{2}[/\\]([0-9a-f]{64})(\.json|\.mjs)?$/.exec(name)?.[1];
      if (hex === undefined) continue;
      const path = join(folder, name);
      const stats = await stat(path).catch(() => null);
      if (stats !== null) files.push({ kind, digest: digestFromHex(hex), path, bytes: stats.size });
    }
  }
  return files;
}

async function textFilesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => /\.(json|ndjson)$/.test(name)).map((name) => join(folder, name));
}

async function addDigests(path: string, named: Set<Digest>): Promise<void> {
  addDigestsOf(await readFile(path, 'utf8').catch(() => ''), named);
}

function addDigestsOf(text: string, named: Set<Digest>): void {
  for (const [, hex = ''] of text.matchAll(/sha256:([0-9a-f]{64})/g)) named.add(digestFromHex(hex));
}
