import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderFiles } from '../base/folder-files.ts';
import { unfinishedPath } from '../base/maker-mark.ts';
import { ok, type Result } from '../base/result.ts';
import type { StoredOutput } from '../model/result-record.ts';
import type { FileIndex } from '../observe/file-index.ts';
import { type BlobProblem, hasBlob, restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** How many files are copied at once. */
const atOnce = 32;

/**
 * Makes a folder of the project that of a result. It is put together beside its place, checked, and takes that in two
 * renames: whoever looks finds the old folder, for an instant none, or the new one whole. A folder that holds what the
 * store does not was changed by hand: `putAside` is given its path, and moves all of it.
 */
export async function placeFolder({
  target,
  stored,
  store,
  index,
  putAside,
}: {
  /** Absolute. */
  readonly target: string;
  readonly stored: StoredOutput;
  readonly store: StoreFolder;
  readonly index: FileIndex;
  /** Told of the first file that is nobody's but the user's. */
  readonly putAside: (path: string) => Promise<void>;
}): Promise<Result<void, BlobProblem>> {
  const files = stored.files ?? [];
  const standing = await filesAt(target, index);
  const isRight =
    standing !== null &&
    standing.size === files.length &&
    files.every(({ path, blob }) => standing.get(path) === blob);
  if (isRight) return ok(undefined);
  const fresh = unfinishedPath(target);
  const old = unfinishedPath(target);
  await mkdir(fresh, { recursive: true });
  try {
    for (let from = 0; from < files.length; from += atOnce) {
      const some = files.slice(from, from + atOnce);
      const restored = await Promise.all(
        some.map(({ path, blob }) => restoreBlob(store, { digest: blob, target: join(fresh, path) })),
      );
      for (const one of restored) if (!one.ok) return one;
    }
    if (await isThere(target)) {
      const foreign = await foreignFile(standing, store);
      if (foreign === null) await rename(target, old);
      else await putAside(foreign === '' ? target : join(target, foreign));
    }
    await mkdir(dirname(target), { recursive: true });
    await rename(fresh, target);
    for (const { path, blob } of files) index.expect(join(target, path), blob);
    return ok(undefined);
  } finally {
    for (const left of [fresh, old]) await rm(left, { recursive: true, force: true });
  }
}

/** Path → digest of what a folder holds; null where there is no folder of plain files. */
async function filesAt(target: string, index: FileIndex): Promise<ReadonlyMap<string, string> | null> {
  if (!(await lstat(target).catch(() => null))?.isDirectory()) return null;
  const { files, fault } = folderFiles(target, { isFollowing: false });
  if (fault !== null) return null;
  const found = new Map<string, string>();
  for (const path of files) {
    const file = await index.observe(join(target, path));
    if (file !== null) found.set(path, file.digest);
  }
  return found;
}

/** The first file that the store does not hold; an empty text where what stands there is no folder of plain files. */
async function foreignFile(
  standing: ReadonlyMap<string, string> | null,
  store: StoreFolder,
): Promise<string | null> {
  if (standing === null) return '';
  for (const [path, digest] of standing) {
    if (!(await hasBlob(store, digest as StoredOutput['blob']))) return path;
  }
  return null;
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
