import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readArchive } from '../archive/read-archive.ts';
import { ok, type Result } from '../base/result.ts';
import { findReference, type Reference } from '../experiment/query/find-reference.ts';
import type { ArchiveManifest } from '../model/archive.ts';
import type { Problem } from '../model/problem.ts';
import { findVersion } from '../registry/find-version.ts';
import { openRegistry } from '../registry/open-registry.ts';
import { registryFolder } from '../registry/registry-folder.ts';
import { type StoreFolder, storeFolder } from '../store/store-folder.ts';

/** An experiment that was named, in this project or in an archive; disposing removes what was laid out for it. */
export interface OpenReference extends AsyncDisposable {
  readonly reference: Reference;
  /** Where the blobs are that its record names. */
  readonly store: StoreFolder;
  /** The archive that it stands in; null for an experiment of the project. */
  readonly archive: { readonly file: string; readonly manifest: ArchiveManifest } | null;
}

/** What a digest, an id or the path of an archive leads to. An archive is checked as a whole before it is used. */
export async function openReference(root: string, given: string): Promise<Result<OpenReference, Problem>> {
  const file = resolve(given);
  if (!existsSync(file) || !(await stat(file)).isFile()) {
    const reference = await findReference(root, (await registeredIn(root, given)) ?? given);
    if (!reference.ok) return reference;
    const store = storeFolder(join(root, '.labbook'));
    return ok({
      reference: reference.value,
      store,
      archive: null,
      [Symbol.asyncDispose]: async () => undefined,
    });
  }
  const folder = await mkdtemp(join(tmpdir(), 'labbook-archive-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  const read = await readArchive(file, folder).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  if (!read.ok) {
    await dispose();
    return read;
  }
  const { record, manifest } = read.value;
  return ok({
    reference: { record, named: null, alsoIn: [] },
    store: storeFolder(join(folder, '.labbook')),
    archive: { file, manifest },
    [Symbol.asyncDispose]: dispose,
  });
}

/** The experiment that a registered version (`forest@1.0.2`, `forest@production`) came from; null for other names. */
async function registeredIn(root: string, given: string): Promise<string | null> {
  if (!given.includes('@')) return null;
  const log = await openRegistry(registryFolder(root));
  if (!log.ok) return null;
  const version = findVersion(log.value, given);
  return version.ok ? version.value.experiment : null;
}
