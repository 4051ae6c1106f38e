import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { indexPagePath, writeIndexPage } from './write-index-page.ts';

/** Writes the index anew after something was said of an experiment; a project without one gets none. */
export async function refreshIndexPage(root: string): Promise<void> {
  const hasIndex = await access(join(root, indexPagePath)).then(
    () => true,
    () => false,
  );
  if (hasIndex) await writeIndexPage(root);
}
