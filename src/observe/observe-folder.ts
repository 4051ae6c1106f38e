import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderFault, folderFiles } from '../base/folder-files.ts';
import type { ObservedInput } from '../model/observation.ts';
import { treeDigest } from '../store/folder-tree.ts';
import type { FileIndex } from './file-index.ts';

/** All files below a folder of the project, hidden ones too; null where there is none. */
export async function observeFolder(
  folder: string,
  { root, index }: { readonly root: string; readonly index: FileIndex },
): Promise<ObservedInput | FolderFault | null> {
  const place = join(root, folder);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  const { files: paths, fault } = folderFiles(place, { isFollowing: true });
  if (fault !== null) return fault;
  const files: ObservedInput['files'][number][] = [];
  for (const path of paths) {
    const file = await index.observe(join(place, path));
    if (file !== null) files.push({ path: `${folder}/${path}`, ...file });
  }
  const content = treeDigest(files.map(({ path, digest }) => [path.slice(folder.length + 1), digest]));
  return { content, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files, folder };
}
