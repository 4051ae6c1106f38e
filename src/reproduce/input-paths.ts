import type { ExperimentRecord } from '../model/record.ts';

/** The file inputs of the stages that are made; all of them where one of those stages reads a glob or a folder. */
export function inputPaths(record: ExperimentRecord, made: ReadonlySet<string>): ReadonlySet<string> {
  const read = record.pipeline.stages.flatMap(({ id, inputs }) =>
    made.has(id) ? Object.values(inputs) : [],
  );
  if (read.some(({ kind }) => kind === 'glob' || kind === 'folder')) {
    return new Set(record.materials?.inputs.map(({ path }) => path) ?? []);
  }
  return new Set(read.flatMap((input) => (input.kind === 'file' ? [input.path] : [])));
}
