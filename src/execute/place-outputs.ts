import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import type { OutputSpec } from '../model/pipeline.ts';
import { blobsOf, type ResultRecord } from '../model/result-record.ts';
import type { FileIndex } from '../observe/file-index.ts';
import { type BlobProblem, hasBlob, restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { placeFolder } from './place-folder.ts';

export interface PlaceProblem {
  readonly output: string;
  readonly problem: BlobProblem;
}

/**
 * Makes the project's output files those of a result. A file that is right already is left alone. One that
 * the store does not hold was made by somebody's hand: it is moved to `.labbook/replaced/<run>/`, told by
 * `onReplaced`, and never lost. The first blob that is missing or damaged ends it.
 */
export async function placeOutputs({
  root,
  run,
  outputs,
  result,
  store,
  index,
  onReplaced,
}: {
  readonly root: string;
  readonly run: string;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  readonly result: ResultRecord;
  readonly store: StoreFolder;
  readonly index: FileIndex;
  readonly onReplaced: (path: string, aside: string) => void;
}): Promise<Result<void, PlaceProblem>> {
  for (const [name, { path }] of Object.entries(outputs)) {
    const stored = result.outputs[name];
    if (stored === undefined) throw new Error(`the result of ${result.fingerprint} has no output ${name}`);
    const target = join(root, path);
    if (stored.format === 'folder') {
      const putAside = async (changed: string) => {
        const aside = join(store.replaced, run, path);
        await moveAside(target, aside);
        onReplaced(relative(root, changed), aside);
      };
      const placed = await placeFolder({ target, stored, store, index, putAside });
      if (!placed.ok) return err({ output: name, problem: placed.error });
      continue;
    }
    const now = await index.observe(target);
    if (now?.digest === stored.blob) continue;
    if (now !== null && !(await hasBlob(store, now.digest))) {
      const aside = join(store.replaced, run, path);
      await moveAside(target, aside);
      onReplaced(path, aside);
    }
    const restored = await restoreBlob(store, { digest: stored.blob, target });
    if (!restored.ok) return err({ output: name, problem: restored.error });
    index.expect(target, stored.blob);
  }
  return ok(undefined);
}

/** The first output of a result that the store does not hold as it was: the result cannot be used then. */
export async function findLostOutput(
  { outputs }: ResultRecord,
  { store, index }: { readonly store: StoreFolder; readonly index: FileIndex },
): Promise<PlaceProblem | null> {
  for (const [output, stored] of Object.entries(outputs)) {
    for (const blob of blobsOf(stored)) {
      const kept = await index.observe(store.blob(blob));
      if (kept?.digest === blob) continue;
      return { output, problem: { kind: kept === null ? 'missing' : 'damaged', digest: blob } };
    }
  }
  return null;
}

/** Outputs may stand on another disk than the store: then the file is copied before it goes. */
async function moveAside(target: string, aside: string): Promise<void> {
  await mkdir(dirname(aside), { recursive: true });
  try {
    await rename(target, aside);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await cp(target, aside, { recursive: true });
    await rm(target, { recursive: true });
  }
}
