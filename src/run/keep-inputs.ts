import { join } from 'node:path';
import type { ObservedStage } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import { hasBlob, putBlob } from '../store/blob-store.ts';
import { putTree } from '../store/folder-tree.ts';
import type { RunEffects } from './run-effects.ts';

/**
 * Sees to it that the files of the project that a stage reads are in the store, as they were when its recipe
 * was made. From there the stage reads them: what is done to the files meanwhile, and undone, is nothing to
 * it. Gives what is wrong where one is not any more what it was found to be, and no earlier run kept it.
 */
export async function keepInputs(
  { files: inputs, codeFiles }: ObservedStage,
  {
    root,
    store,
    index,
    work,
  }: Pick<RunEffects, 'root' | 'store' | 'index'> & {
    /** Null where nothing of its code is run. */
    readonly work: StageSpec['work'] | null;
  },
): Promise<StageFailure | null> {
  for (const found of Object.values(inputs)) {
    // Which of its files changed can be told only by whoever still knows what it held.
    if (found?.folder === undefined || (await hasBlob(store, found.content))) continue;
    const { folder } = found;
    await putTree(
      store,
      found.files.map(({ path, digest }) => [path.slice(folder.length + 1), digest]),
    );
  }
  // A program runs from its files, where other code runs from its bundle.
  const code = work?.kind === 'command' ? Object.entries(codeFiles) : [];
  const read = Object.entries(inputs).map(([input, found]) => [input, found?.files ?? []] as const);
  for (const [input, files] of [
    ...read,
    ['code', code.map(([path, digest]) => ({ path, digest }))] as const,
  ]) {
    for (const { path, digest } of files) {
      if ((await index.observe(store.blob(digest)))?.digest === digest) continue;
      const put = await putBlob(store, join(root, path)).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      });
      if (put === null) return { kind: 'input-missing', input, path };
      if (put.digest !== digest) return { kind: 'input-moved', input, path };
      index.expect(store.blob(digest), digest);
    }
  }
  return null;
}
