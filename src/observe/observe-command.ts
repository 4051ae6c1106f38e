import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import { globFiles } from '../config/glob-files.ts';
import type { Pipeline, StageSpec, StageWork } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { FileIndex } from './file-index.ts';
import { nearestSpan } from './nearest-span.ts';
import type { ObservedCode } from './observe-code.ts';

/** How the files of a program become its code's digest. */
export const commandScheme = 'stage-files/1';

/** The files of the project that a program consists of: each counts as a whole, by its path. */
export async function observeCommand(
  { id, work }: Pick<StageSpec, 'id'> & { readonly work: Extract<StageWork, { kind: 'command' }> },
  {
    root,
    index,
    pipeline,
  }: { readonly root: string; readonly index: FileIndex; readonly pipeline: Pipeline },
): Promise<Result<ObservedCode, readonly Problem[]>> {
  const paths = new Set(
    work.code.flatMap((path) => (/[*?[{]/.test(path) ? [...globFiles(root, path)] : [path])),
  );
  const files: Record<string, Digest> = {};
  for (const path of [...paths].sort(compareText)) {
    const found = await index.observe(join(root, path));
    if (found === null) {
      const span = nearestSpan(pipeline, ['stages', id, 'code']);
      return err([{ kind: 'missing-file', what: 'code file', path, owner: id, span }]);
    }
    files[path] = found.digest;
  }
  const parts = Object.entries(files).map(([path, digest]) => [path, { '': digest }] as const);
  return ok({
    digest: digestOf(commandScheme, Object.entries(files)),
    parts: Object.fromEntries(parts),
    packages: [],
    missing: ['view', 'params'],
    files,
  });
}
