import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debug } from '../base/debug.ts';
import { type Digest, digestFile } from '../base/digest.ts';
import { makerMark, unfinishedPath } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import { syncFolder } from '../base/write-atomic.ts';
import type { StoreFolder } from './store-folder.ts';

/** Why a blob could not be restored. `damaged` means that its bytes are not those of its digest. */
export type BlobProblem =
  | { readonly kind: 'missing'; readonly digest: Digest }
  | { readonly kind: 'damaged'; readonly digest: Digest };

/**
 * Stores a copy of a file's bytes under their digest and gives that digest. The copy is read back before it
 * gets its name, so what the store holds is what was hashed. Rejects where the disk refuses; the store is
 * then as it was.
 */
export async function putBlob(store: StoreFolder, path: string): Promise<{ digest: Digest; bytes: number }> {
  await mkdir(store.temporary, { recursive: true });
  const temporary = join(store.temporary, `${makerMark()}.${randomBytes(8).toString('hex')}`);
  try {
    await copyFile(path, temporary, constants.COPYFILE_FICLONE);
    await chmod(temporary, 0o600);
    const file = await open(temporary, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    const digest = await digestFile(temporary);
    const { size } = await stat(temporary);
    const target = store.blob(digest);
    const isKnown = await hasIntactBlob(store, digest);
    debug('store', () => ({ did: 'put', digest, bytes: size, isKnown }));
    if (isKnown) return { digest, bytes: size };
    await chmod(temporary, 0o444);
    await mkdir(dirname(target), { recursive: true });
    await rename(temporary, target);
    await syncFolder(dirname(target));
    return { digest, bytes: size };
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Puts a blob's bytes at `target`, replacing what stands there in one step. The bytes that land are hashed
 * as they are copied: a damaged blob is a problem and leaves the target untouched.
 */
export async function restoreBlob(
  store: StoreFolder,
  { digest, target }: { digest: Digest; target: string },
): Promise<Result<void, BlobProblem>> {
  await mkdir(dirname(target), { recursive: true });
  const temporary = unfinishedPath(target);
  try {
    try {
      await copyFile(store.blob(digest), temporary, constants.COPYFILE_FICLONE);
    } catch (error) {
      if (isNotFound(error)) return err({ kind: 'missing', digest });
      throw error;
    }
    const isWhole = (await digestFile(temporary)) === digest;
    debug('store', () => ({ did: 'restore', digest, target, isWhole }));
    if (!isWhole) return err({ kind: 'damaged', digest });
    await chmod(temporary, 0o644);
    await rename(temporary, target);
    return ok(undefined);
  } finally {
    await rm(temporary, { force: true });
  }
}

export async function hasBlob(store: StoreFolder, digest: Digest): Promise<boolean> {
  return (await stat(store.blob(digest)).catch(() => null))?.isFile() === true;
}

/** Whether the stored bytes are there and are those of the digest. Reads them all. */
export async function hasIntactBlob(store: StoreFolder, digest: Digest): Promise<boolean> {
  return (await digestFile(store.blob(digest)).catch(() => null)) === digest;
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
