import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson } from '../base/canonical-json.ts';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestBytes, isDigest } from '../base/digest.ts';
import { unfinishedPath } from '../base/maker-mark.ts';
import type { StoredFile } from '../model/result-record.ts';
import { putBlob } from './blob-store.ts';
import type { StoreFolder } from './store-folder.ts';

/** A file of a folder: its path there, with forward slashes, and the digest of its bytes. */
export type TreeEntry = readonly [path: string, blob: Digest];

/**
 * What a folder holds, as text: names and bytes of its files, by name. Its digest is the folder's. Folders without a file
 * in them, permissions and times are no part of it.
 */
function treeText(entries: readonly TreeEntry[]): string {
  const ordered = [...entries].sort(([a], [b]) => compareText(a, b));
  return canonicalJson({ schema: 'labbook.folder/1', files: ordered });
}

export function treeDigest(entries: readonly TreeEntry[]): Digest {
  return digestBytes(treeText(entries));
}

/** The size of the list that `putTree` keeps. */
export function treeBytes(files: readonly StoredFile[]): number {
  return Buffer.byteLength(treeText(files.map(({ path, blob }) => [path, blob])));
}

/** Keeps what a folder holds as a blob, which lets a later run say which of its files changed. */
export async function putTree(store: StoreFolder, entries: readonly TreeEntry[]): Promise<Digest> {
  const text = treeText(entries);
  const temporary = join(store.temporary, basename(unfinishedPath(join(store.temporary, 'tree'))));
  await mkdir(store.temporary, { recursive: true });
  try {
    await writeFile(temporary, text);
    return (await putBlob(store, temporary)).digest;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The files of the folder that a digest names; null where the store does not know it, or it is none. */
export async function readTree(store: StoreFolder, digest: Digest): Promise<readonly TreeEntry[] | null> {
  try {
    const text = await readFile(store.blob(digest), 'utf8');
    const { schema, files } = JSON.parse(text) as { schema?: unknown; files?: unknown };
    if (schema !== 'labbook.folder/1' || !Array.isArray(files)) return null;
    const isTree = files.every((one) => Array.isArray(one) && typeof one[0] === 'string' && isDigest(one[1]));
    return isTree ? (files as readonly TreeEntry[]) : null;
  } catch {
    return null;
  }
}
