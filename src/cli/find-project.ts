import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The nearest folder from `from` upward that holds a pipeline.yaml, or null. */
export function findProject(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pipeline.yaml'))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/**
 * The absolute path of a folder that holds a pipeline.yaml, or null: without links, as the current folder's is,
 * so that what is found in it is known by one name.
 */
export function projectAt(folder: string): string | null {
  const root = resolve(folder);
  return existsSync(join(root, 'pipeline.yaml')) ? realpathSync(root) : null;
}
