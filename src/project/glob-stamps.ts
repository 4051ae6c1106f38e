import { statSync } from 'node:fs';
import { join } from 'node:path';
import { globFiles } from '../config/glob-files.ts';
import { globPattern } from '../config/glob-pattern.ts';
import { isSettled } from '../observe/file-index.ts';
import { stampOf } from '../observe/file-stamp.ts';
import type { OpenProject } from './open-project.ts';

/**
 * The stamps of every folder that the globs of a pipeline lead through: a file that comes or goes changes its
 * folder's. Null where what the globs match is not any more what this run found, or a folder changed so lately that
 * its stamp could not show another change. `seen` has what was found at each path, null where that was no file.
 */
export function globStamps(
  { root, pipeline, observation }: Pick<OpenProject, 'root' | 'pipeline' | 'observation'>,
  seen: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> | null {
  const stamps: Record<string, string | null> = {};
  for (const { pattern, found } of foundGlobs({ pipeline, observation })) {
    let isSettledAll = true;
    const onFolder = (folder: string) => {
      const stats = statSync(folder, { bigint: true, throwIfNoEntry: false });
      stamps[folder] = stats === undefined ? null : stampOf(stats);
      if (stats !== undefined && !isSettled(stats)) isSettledAll = false;
    };
    const now = [...globFiles(root, pattern, onFolder)].filter((path) => seen[join(root, path)] !== null);
    const then = new Set(found);
    if (!isSettledAll || now.length !== then.size || !now.every((path) => then.has(path))) return null;
  }
  return stamps;
}

/** Each glob of inputs and of programs' code, once, with the files that this run found by it. */
function foundGlobs({ pipeline, observation }: Pick<OpenProject, 'pipeline' | 'observation'>): readonly {
  readonly pattern: string;
  readonly found: readonly string[];
}[] {
  const globs = new Map<string, readonly string[]>();
  for (const { id, inputs, work } of pipeline.stages) {
    const observed = observation.stages[id];
    for (const [name, input] of Object.entries(inputs)) {
      if (input.kind !== 'glob' || globs.has(input.pattern)) continue;
      globs.set(input.pattern, observed?.files[name]?.files.map(({ path }) => path) ?? []);
    }
    if (work.kind !== 'command') continue;
    for (const pattern of work.code) {
      if (!/[*?[{]/.test(pattern) || globs.has(pattern)) continue;
      const glob = globPattern(pattern);
      globs.set(
        pattern,
        Object.keys(observed?.codeFiles ?? {}).filter((path) => glob.test(path)),
      );
    }
  }
  return [...globs].map(([pattern, found]) => ({ pattern, found }));
}
