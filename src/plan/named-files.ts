import { compareText } from '../base/compare-text.ts';
import type { Digest } from '../base/digest.ts';
import type { ObservedStage } from '../model/observation.ts';
import type { Reason } from '../model/reason.ts';
import type { Recipe } from '../model/recipe.ts';

/** A file of a folder: its path there, and the digest of its bytes. */
type FolderEntry = readonly [path: string, blob: Digest];

export type FolderLookup = (content: Digest) => Promise<readonly FolderEntry[] | null>;

type ChangedFiles = NonNullable<Extract<Reason, { kind: 'input' }>['files']>;

/** How many files of a folder a reason names. */
const mostNamed = 5;

/** The reasons, those of a folder that changed with which of its files did, where the former ones are known. */
export async function namedFiles(
  reasons: readonly Reason[],
  {
    recipe,
    observed,
    tree,
  }: {
    readonly recipe: Recipe;
    readonly observed: ObservedStage;
    readonly tree: FolderLookup | undefined;
  },
): Promise<readonly Reason[]> {
  return await Promise.all(
    reasons.map(async (reason) => {
      if (tree === undefined || reason.kind !== 'input') return reason;
      if (reason.before === null || reason.after === null) return reason;
      if (recipe.shown.inputs[reason.name]?.format !== 'folder') return reason;
      const before = await tree(reason.before);
      const after = entriesOf(observed, reason.name) ?? (await tree(reason.after));
      return before === null || after === null ? reason : { ...reason, files: changedFiles(before, after) };
    }),
  );
}

function entriesOf({ files }: ObservedStage, name: string): readonly FolderEntry[] | null {
  const { folder, files: found } = files[name] ?? {};
  if (folder === undefined || found === undefined) return null;
  return found.map(({ path, digest }) => [path.slice(folder.length + 1), digest]);
}

function changedFiles(before: readonly FolderEntry[], after: readonly FolderEntry[]): ChangedFiles {
  const [old, now] = [new Map(before), new Map(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  const changed = paths.flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    if (was === is) return [];
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ path, change } as const];
  });
  return { count: changed.length, first: changed.slice(0, mostNamed) };
}
