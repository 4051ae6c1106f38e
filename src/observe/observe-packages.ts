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
  const identities: Record<string, string> = { ...reached.identities };
  for (const [identity, folder] of Object.entries(reached.linked)) {
    identities[identity] = await linkedContent(folder, index);
  }
  return { ...reached, identities };
}
