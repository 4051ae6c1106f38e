import { join } from 'node:path';
import type { ObservedStage } from '../model/observation.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import { putBlob } from '../store/blob-store.ts';
import type { RunEffects } from './run-effects.ts';

/**
 * Sees to it that the files of the project that a stage reads are in the store, as they were when its recipe
 * was made. From there the stage reads them: what is done to the files meanwhile, and undone, is nothing to
 * it. Gives what is wrong where one is not any more what it was found to be, and no earlier run kept it.
 */
export async function keepInputs(
  { files: inputs }: ObservedStage,
  { root, store, index }: Pick<RunEffects, 'root' | 'store' | 'index'>,
): Promise<StageFailure | null> {
  for (const [input, found] of Object.entries(inputs)) {
    for (const { path, digest } of found?.files ?? []) {
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
