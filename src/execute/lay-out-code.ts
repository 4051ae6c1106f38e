import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobWork } from '../model/job.ts';
import { type BlobProblem, restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/**
 * Copies a program's files from the store to where it is run, under their names in the project. Copies, and no links:
 * interpreters look for what they import beside the file that a link leads to. Gives the first that the store lacks.
 */
export async function layOutCode(
  { files }: Extract<JobWork, { kind: 'command' }>,
  { store, folder }: { readonly store: StoreFolder; readonly folder: string },
): Promise<{ readonly path: string; readonly problem: BlobProblem } | null> {
  await mkdir(folder, { recursive: true });
  for (const { name, blob } of files) {
    const target = join(folder, name);
    const restored = await restoreBlob(store, { digest: blob, target });
    if (!restored.ok) return { path: name, problem: restored.error };
    // Blobs have no modes; a script that is started by its name needs one.
    await chmod(target, 0o755);
  }
  return null;
}
