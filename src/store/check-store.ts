import { readFile } from 'node:fs/promises';
import type { Fingerprint } from '../model/recipe.ts';
import { hasIntactBlob } from './blob-store.ts';
import { codeDigest } from './code-text.ts';
import { type StoredFile, storedFiles } from './collect-garbage.ts';
import { readResult } from './read-result.ts';
import type { StoreFolder } from './store-folder.ts';

/** Reads all that the store holds; gives what was looked at, and what is not what its name says. */
export async function checkStore(
  store: StoreFolder,
): Promise<{ readonly files: readonly StoredFile[]; readonly damaged: readonly StoredFile[] }> {
  const files = await storedFiles(store);
  const damaged: StoredFile[] = [];
  for (const file of files) if (!(await isWhole(file, store))) damaged.push(file);
  return { files, damaged };
}

async function isWhole({ kind, digest, path }: StoredFile, store: StoreFolder): Promise<boolean> {
  switch (kind) {
    case 'blobs':
      return await hasIntactBlob(store, digest);
    case 'results':
      return (await readResult(store, digest as Fingerprint)) !== null;
    case 'code':
      return codeDigest(await readFile(path, 'utf8')) === digest;
  }
}
