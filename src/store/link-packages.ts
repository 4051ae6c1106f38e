import { readlink, rm, symlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { StoreFolder } from './store-folder.ts';

/**
 * Lets code that stands in the store find the project's packages where `.labbook` is a link to another place:
 * Node looks for them upward from the real place of what imports them. Gives the link, or null where none is
 * needed.
 */
export async function linkPackages(root: string, store: StoreFolder): Promise<string | null> {
  if (store.root.startsWith(root + sep)) return null;
  const link = store.packages;
  const target = join(root, 'node_modules');
  if ((await readlink(link).catch(() => null)) === target) return link;
  await rm(link, { force: true });
  await symlink(target, link).catch((error: unknown) => {
    // Another run was first.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return link;
}
