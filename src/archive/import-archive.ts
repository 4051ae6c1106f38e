import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makerMark } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import { syncFolder } from '../base/write-atomic.ts';
import { placeArtifacts } from '../experiment/record/save-experiment.ts';
import type { ArchiveProblem } from '../model/archive.ts';
import { hasIntactBlob } from '../store/blob-store.ts';
import { type StoreFolder, storeFolder } from '../store/store-folder.ts';
import { placeOfMember } from './archive-paths.ts';
import { type ReadArchive, readArchive } from './read-archive.ts';

export interface Imported extends ReadArchive {
  /** False where this very experiment was here already; its blobs are then whole again. */
  readonly isNew: boolean;
}

/**
 * Takes an archive into a project: first read and checked as a whole in a folder aside, then blobs, then the
 * experiment in one step. No result enters the cache: whoever made the archive would decide what is skipped here.
 */
export async function importArchive(
  file: string,
  { root, store }: { readonly root: string; readonly store: StoreFolder },
): Promise<Result<Imported, ArchiveProblem>> {
  await mkdir(store.temporary, { recursive: true });
  // Swept away by the next run, should this process be killed.
  const aside = await mkdtemp(join(store.temporary, `${makerMark()}.`));
  try {
    const read = await readArchive(file, aside);
    if (!read.ok) return read;
    const { record, manifest } = read.value;
    const [standing, arriving] = await Promise.all(
      [root, aside].map((at) =>
        readFile(join(at, 'experiments', record.id, 'record.json')).catch(() => null),
      ),
    );
    const isNew = standing === null || standing === undefined;
    if (!isNew && arriving?.equals(standing) !== true)
      return err({ kind: 'experiment-exists', id: record.id });
    const from = storeFolder(join(aside, '.labbook'));
    for (const { path } of manifest.members) {
      const place = placeOfMember(path);
      if (place?.kind === 'blob') {
        if (await hasIntactBlob(store, place.digest)) continue;
        await move(from.blob(place.digest), store.blob(place.digest), 0o444);
      } else if (place?.kind === 'code') {
        await move(from.code(place.digest), store.code(place.digest), 0o644);
      }
    }
    if (isNew) {
      const folder = join(aside, 'experiments', record.id);
      await placeArtifacts(folder, { store, record });
      await mkdir(join(root, 'experiments'), { recursive: true });
      await rename(folder, join(root, 'experiments', record.id));
      await syncFolder(join(root, 'experiments'));
    }
    return ok({ ...read.value, isNew });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function move(from: string, to: string, mode: number): Promise<void> {
  await chmod(from, mode);
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(dirname(to));
}
