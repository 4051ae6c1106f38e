import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { globPattern } from './glob-pattern.ts';

/**
 * The files below `root` that match, as relative paths with forward slashes, in no promised order; hidden
 * folders and `node_modules` are looked into only where the pattern names them. `onFolder` is told of each folder,
 * as an absolute path, before it is looked into.
 */
export function* globFiles(
  root: string,
  pattern: string,
  onFolder: (folder: string) => void = () => undefined,
): Generator<string> {
  const glob = globPattern(pattern);
  const parts = pattern.split('/');
  const firstWild = parts.findIndex((part) => /[*?[{]/.test(part));
  const folders = [parts.slice(0, firstWild === -1 ? -1 : firstWild).join('/')];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    onFolder(join(root, folder));
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isHidden = entry.name.startsWith('.') || entry.name === 'node_modules';
      if (!entry.isDirectory() && glob.test(path)) yield path;
      else if (entry.isDirectory() && !isHidden) folders.push(path);
    }
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
