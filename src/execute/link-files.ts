import { mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import type { JobInput } from '../model/job.ts';
import type { InputFile } from '../model/stage.ts';
import type { FileIndex } from '../observe/file-index.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** Files of the store as one stage sees them. */
export interface LinkedFiles {
  readonly files: Readonly<Record<string, InputFile>>;
  /** Absolute paths that its process must be let read. */
  readonly readable: readonly string[];
}

/**
 * Shows blobs of the store under the names that a stage expects, in a folder of its own: each is a link to the
 * blob, which nobody may write. Nothing is copied, and no stage reads what stands in the project, where
 * another run or a person may write at any moment.
 */
export async function linkFiles(
  inputs: Readonly<Record<string, JobInput>>,
  { store, folder }: { readonly store: StoreFolder; readonly folder: string },
): Promise<LinkedFiles> {
  const shown: Record<string, InputFile> = {};
  const readable = [folder];
  for (const [name, { format, content, files, folder: of }] of byName(inputs)) {
    const links: InputFile['files'][number][] = [];
    for (const file of files) {
      // The files of a glob keep their folders, so that two of one name stay apart.
      const own = of === undefined ? file.name : file.name.slice(of.length + 1);
      const within = of === undefined && files.length === 1 ? basename(file.name) : own;
      const path = join(folder, name, of === undefined ? '' : basename(of), within);
      await mkdir(dirname(path), { recursive: true });
      await symlink(store.blob(file.blob), path);
      links.push({ path, name: own });
    }
    // Node's module loader, and whatever else asks for the real path, is led to the blob itself.
    const [first, ...others] = files;
    if (of === undefined && first !== undefined && others.length === 0) readable.push(store.blob(first.blob));
    const place = of === undefined ? (links[0]?.path ?? '') : join(folder, name, basename(of));
    if (of !== undefined) await mkdir(place, { recursive: true });
    shown[name] = { path: place, format, digest: content, files: links };
  }
  return { files: shown, readable };
}

/** By name: how pipeline.yaml orders them is for no stage to see. */
export function byName<T>(named: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(named).sort(([a], [b]) => compareText(a, b));
}

/** The first file, of those that would be shown, whose bytes are not those of its digest. */
export async function findLostFile(
  inputs: Readonly<Record<string, JobInput>>,
  { store, index }: { readonly store: StoreFolder; readonly index: FileIndex },
): Promise<{ readonly input: string; readonly path: string } | null> {
  for (const [input, { files }] of Object.entries(inputs)) {
    for (const { name, blob } of files) {
      if ((await index.observe(store.blob(blob)))?.digest !== blob) return { input, path: name };
    }
  }
  return null;
}
