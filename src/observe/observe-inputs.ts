import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { digestOf } from '../base/digest.ts';
import type { FolderFault } from '../base/folder-files.ts';
import { globFiles } from '../config/glob-files.ts';
import type { ObservedInput } from '../model/observation.ts';
import { type InputSpec, type Pipeline, projectPlace, type StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { FileIndex } from './file-index.ts';
import { nearestSpan } from './nearest-span.ts';
import { observeFolder } from './observe-folder.ts';

type ProjectInput = Exclude<InputSpec, { kind: 'output' }>;

interface Surroundings {
  readonly root: string;
  readonly index: FileIndex;
  readonly pipeline: Pipeline;
}

/**
 * Looks at the project's files that stages read: each file, folder and glob once, whatever the number of stages. A
 * folder that cannot be kept is a problem, and counts as none.
 */
export function inputObserver(
  around: Surroundings,
): (spec: StageSpec, problems: Problem[]) => Promise<Record<string, ObservedInput | null>> {
  const known = new Map<string, ObservedInput | FolderFault | null>();
  return async ({ id, inputs }, problems) => {
    const found: Record<string, ObservedInput | null> = {};
    for (const [name, input] of Object.entries(inputs)) {
      if (input.kind === 'output') continue;
      const key = `${input.kind} ${projectPlace(input)}`;
      const observed = known.get(key) ?? (await observeInput(input, around));
      known.set(key, observed);
      const isFault = observed !== null && 'fault' in observed;
      found[name] = isFault ? null : observed;
      if (!isFault || input.kind !== 'folder') continue;
      const span = nearestSpan(around.pipeline, ['stages', id, 'inputs', name]);
      const { path: file, fault } = observed;
      problems.push({ kind: 'folder-unusable', path: input.path, file, fault, span });
    }
    return found;
  };
}

/** The file or the files of an input as they stand now; null where there is none. */
async function observeInput(
  input: ProjectInput,
  { root, index }: Surroundings,
): Promise<ObservedInput | FolderFault | null> {
  if (input.kind === 'file') {
    const found = await index.observeOnce(join(root, input.path));
    if (found === null) return null;
    return { content: found.digest, bytes: found.bytes, files: [{ path: input.path, ...found }] };
  }
  if (input.kind === 'folder') return await observeFolder(input.path, { root, index });
  const files: ObservedInput['files'][number][] = [];
  for (const path of [...globFiles(root, input.pattern)].sort(compareText)) {
    const file = await index.observeOnce(join(root, path));
    if (file !== null) files.push({ path, ...file });
  }
  if (files.length === 0) return null;
  const content = digestOf(
    'glob-content/1',
    files.map(({ path, digest }) => [path, digest]),
  );
  return { content, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
}
