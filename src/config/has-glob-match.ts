import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { globPattern } from './glob-pattern.ts';

/** Whether a file below `root` matches; hidden folders and `node_modules` are looked into only by name. */
export function hasGlobMatch(root: string, pattern: string): boolean {
  const glob = globPattern(pattern);
  const parts = pattern.split('/');
  const firstWild = parts.findIndex((part) => /[*?[{]/.test(part));
  const start = parts.slice(0, firstWild === -1 ? -1 : firstWild).join('/');
  return search(start);

  function search(folder: string): boolean {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch {
      return false;
    }
    const path = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    if (entries.some((entry) => !entry.isDirectory() && glob.test(path(entry.name)))) return true;
    return entries
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .some((entry) => entry.isDirectory() && search(path(entry.name)));
  }
}
