import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Digest, digestFile } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { BlobProblem } from './blob-store.ts';
import type { StoreFolder } from './store-folder.ts';

/**
 * Makes a blob of one store a blob of another that lives shorter, checked as it is taken: a link where both
 * stand on one disk, since no one writes to blobs, else a copy.
 */
export async function borrowBlob(
  digest: Digest,
  { from, to }: { readonly from: StoreFolder; readonly to: StoreFolder },
): Promise<Result<void, BlobProblem>> {
  const [source, target] = [from.blob(digest), to.blob(digest)];
  const found = await digestFile(source).catch(() => null);
  if (found === null) return err({ kind: 'missing', digest });
  if (found !== digest) return err({ kind: 'damaged', digest });
  await mkdir(dirname(target), { recursive: true });
  await link(source, target).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') await copyFile(source, target);
  });
  return ok(undefined);
}
