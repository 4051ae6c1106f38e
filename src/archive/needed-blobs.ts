import type { Digest } from '../base/digest.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { treeBytes } from '../store/folder-tree.ts';

/** A blob that an experiment names, and what it is. */
export interface NeededBlob {
  readonly blob: Digest;
  readonly bytes: number;
  /** A path of the project. */
  readonly what: string;
  /** Whether it came from outside: a snapshot, or a file that stages read. */
  readonly isData: boolean;
}

/** Every blob that a record names, each once, in the order of the record. */
export function neededBlobs(record: ExperimentRecord): readonly NeededBlob[] {
  const found = new Map<Digest, NeededBlob>();
  const add = (one: NeededBlob): void => {
    const known = found.get(one.blob);
    // What is source code by one name and data by another has to be there.
    if (known === undefined || (known.isData && !one.isData)) found.set(one.blob, one);
  };
  for (const { path, blob, bytes } of record.materials?.files ?? []) {
    add({ blob, bytes, what: path, isData: false });
  }
  for (const { path, blob, bytes } of record.materials?.inputs ?? []) {
    add({ blob, bytes, what: path, isData: true });
  }
  const outside = new Set(
    record.pipeline.stages.flatMap(({ id, work }) => (work.kind === 'extract' ? [id] : [])),
  );
  for (const { id, outputs } of record.stages) {
    for (const { path, blob, bytes, files } of outputs) {
      const isData = outside.has(id);
      // Of a folder `blob` is the list of its files, which has a size of its own.
      if (files === undefined) add({ blob, bytes, what: path, isData });
      else add({ blob, bytes: treeBytes(files), what: path, isData });
      for (const file of files ?? []) {
        add({ blob: file.blob, bytes: file.bytes, what: `${path}/${file.path}`, isData });
      }
    }
  }
  return [...found.values()];
}

/** Digests of the bundles that a record names. */
export function neededCode(record: ExperimentRecord): readonly Digest[] {
  return [...new Set(record.stages.flatMap(({ recipe }) => (recipe === null ? [] : [recipe.code.digest])))];
}
