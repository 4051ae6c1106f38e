import { join } from 'node:path';
import type { FileIndex } from './file-index.ts';
import { linkedContent } from './linked-content.ts';
import { type ReachedPackages, reachedPackages } from './reached-packages.ts';

/** The packages that code reaches; one that is edited in place is named by its files' content, too. */
export async function observePackages(
  names: readonly string[],
  { root, index }: { readonly root: string; readonly index: FileIndex },
): Promise<ReachedPackages> {
  const reached = reachedPackages(root, names);
  for (const path of reached.told) await index.observe(path);
  for (const folder of reached.folders) await index.observe(join(folder, 'package.json'));
  const identities: Record<string, string> = { ...reached.identities };
  for (const [identity, folder] of Object.entries(reached.linked)) {
    identities[identity] = await linkedContent(folder, index);
    // A new file in one shows in no stat of those that were there.
    index.cannotTell();
  }
  return { ...reached, identities };
}
