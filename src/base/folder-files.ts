import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from './compare-text.ts';

/** What in a folder cannot be kept or restored alike everywhere, and how. */
export interface FolderFault {
  /** Relative to the folder. */
  readonly path: string;
  readonly fault: 'link' | 'special' | 'name' | 'case';
}

/**
 * The files below a folder by their paths there, hidden ones too, in code-unit order; or the first thing that is no
 * plain file or folder, has a name that no other system could hold, or differs from another only by case. With
 * `isFollowing` a link to a file counts as that file.
 */
export function folderFiles(
  folder: string,
  { isFollowing }: { readonly isFollowing: boolean },
): { readonly files: readonly string[]; readonly fault: FolderFault | null } {
  const files: string[] = [];
  const pending = [''];
  const folded = new Map<string, string>();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      const fault = faultOf(entry, { full: join(folder, path), isFollowing });
      if (fault !== null) return { files: [], fault: { path, fault } };
      const twin = folded.get(fold(path));
      if (twin !== undefined && twin !== path) return { files: [], fault: { path, fault: 'case' } };
      folded.set(fold(path), path);
      if (entry.isDirectory()) pending.push(path);
      else files.push(path);
    }
  }
  return { files: files.sort(compareText), fault: null };
}

/** Systems take names that differ only so for one. */
function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function faultOf(
  entry: Dirent,
  { full, isFollowing }: { readonly full: string; readonly isFollowing: boolean },
): FolderFault['fault'] | null {
  if (/[\\\p{Cc}\ufffd]/u.test(entry.name)) return 'name';
  if (entry.isSymbolicLink()) {
    const isFile = isFollowing && statSync(full, { throwIfNoEntry: false })?.isFile() === true;
    return isFile ? null : 'link';
  }
  return entry.isFile() || entry.isDirectory() ? null : 'special';
}
