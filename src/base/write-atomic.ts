import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unfinishedPath } from './maker-mark.ts';

/**
 * Writes a file so that a reader, or a machine that loses power, sees the old content or the new, never a
 * part: temporary name, fsync, rename, fsync of the folder. Makes the folder where there is none.
 * Rejects with the file system's error, and then leaves nothing behind.
 */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = unfinishedPath(path);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes a rename in a folder durable; a file system that cannot sync folders is left as it is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}
