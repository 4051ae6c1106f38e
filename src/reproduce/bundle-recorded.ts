import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { bundleCode } from '../observe/bundle-code.ts';
import { putBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { makeScratchProject } from './scratch-project.ts';

/**
 * Bundles a stage's `transform` from the sources that a record names, whatever has become of the working tree, and
 * puts it into the store. Gives in words what it lacks.
 */
export async function bundleRecordedTransform(
  stage: string,
  from: {
    readonly record: ExperimentRecord;
    readonly store: StoreFolder;
    /** The `node_modules` that tell which imports are packages. */
    readonly modules: string;
    readonly signal: AbortSignal;
  },
): Promise<Result<{ digest: Digest; bytes: number; packages: readonly string[] }, string>> {
  const { record, store, modules, signal } = from;
  const module = record.stages.find(({ id }) => id === stage)?.source?.path;
  if (module === undefined) return err(`the stage ${stage} has no file to take a transform from`);
  const laidOut = await makeScratchProject({
    record,
    store,
    given: new Map(),
    inputs: new Set(),
    modules,
    signal,
  });
  if (!laidOut.ok) return err(`the recorded sources of ${stage} are not all in the store`);
  await using project = laidOut.value;
  const bundled = await bundleCode({ root: project.root, module, exports: ['transform'] });
  if (!bundled.ok) {
    const [problem] = bundled.problems;
    return err(`${problem?.file}:${problem?.line}: ${problem?.message}`);
  }
  const { js, missing, packages } = bundled.bundle;
  if (missing.length > 0) return err(`${module} does not export transform`);
  const path = join(project.root, 'transform.mjs');
  await writeFile(path, js);
  return ok({ ...(await putBlob(store, path)), packages });
}
