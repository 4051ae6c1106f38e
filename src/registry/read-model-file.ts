import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestBytes } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FileRefusal } from '../model/model-refusal.ts';
import { type RegistryFolder, versionFile, versionTitle } from './registry-folder.ts';

/**
 * The bytes of a file of a version, if they have the digest expected. They are read once: what was hashed is
 * what is handed on. A link, a folder or a device is refused unread.
 */
export async function readModelFile(
  folder: RegistryFolder,
  {
    version,
    file,
    expected,
  }: {
    readonly version: { readonly model: string; readonly version: string };
    readonly file: string;
    readonly expected: Digest;
  },
): Promise<Result<Uint8Array, FileRefusal>> {
  const place = { model: versionTitle(version), file: versionFile(version, file) };
  const path = join(folder.version(version.model, version.version), file);
  try {
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) return err({ kind: 'model-file-odd', ...place });
      const bytes = await handle.readFile();
      const found = digestBytes(bytes);
      return found === expected ? ok(bytes) : err({ kind: 'model-file-changed', ...place, expected, found });
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return err({ kind: isMissing ? 'model-file-missing' : 'model-file-odd', ...place });
  }
}
