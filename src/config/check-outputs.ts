import { posix } from 'node:path';
import type { ProtectedThing } from '../model/config-problem.ts';
import type { Pipeline, StageWork } from '../model/pipeline.ts';
import { type PathIndex, pathIndex } from './path-index.ts';
import type { Places, Report } from './places.ts';

type Parts = Pick<Pipeline, 'file' | 'stages' | 'sources'>;

const projectFiles = ['package.json', 'package-lock.json', 'tsconfig.json', 'pipeline.lock'];
const ownFolders = ['.labbook', '.git', 'node_modules', 'experiments', 'reports', 'ml-models'];

/** Reports outputs that stand on one path, inside one another, or where they would overwrite something. */
export function checkOutputs(
  parts: Parts,
  { places, report }: { readonly places: Places; readonly report: Report },
): void {
  const written = pathIndex<{ readonly path: string; readonly stage: string; readonly line: number }>();
  const kept = protectedPaths(parts);
  const codeFolders = new Set(
    parts.stages.flatMap(({ work }) => (work.kind === 'module' ? [posix.dirname(work.path)] : [])),
  );
  for (const stage of parts.stages) {
    for (const [name, { path }] of Object.entries(stage.outputs)) {
      const at = `stages.${stage.id}.outputs.${name}`;
      const other = written.touching(path);
      if (other !== undefined) report({ kind: 'output-clash', path, stage: stage.id, other }, at);
      written.add(path, { path, stage: stage.id, line: places.value(at).line });
      const what = protection(path, { kept, codeFolders });
      if (what !== null) report({ kind: 'output-overwrites', path, what }, at);
    }
  }
}

interface Protected {
  readonly path: string;
  readonly what: ProtectedThing;
}

/** Paths, each with what stands there. */
function protectedPaths({ file, stages, sources }: Parts): PathIndex<Protected> {
  const kept = new Map<string, ProtectedThing>();
  for (const { id, inputs } of stages) {
    for (const input of Object.values(inputs)) {
      if (input.kind === 'file' || input.kind === 'folder')
        kept.set(input.path, { kind: 'input', stage: id });
    }
  }
  for (const { id, embedded, urlFile } of Object.values(sources)) {
    if (embedded !== null) kept.set(posix.normalize(embedded.seed), { kind: 'source-file', source: id });
    if (urlFile !== null) kept.set(posix.normalize(urlFile), { kind: 'source-file', source: id });
  }
  for (const { id, work } of stages) {
    for (const path of codePaths(work)) kept.set(path, { kind: 'stage-module', stage: id });
  }
  for (const path of [file, ...projectFiles]) kept.set(path, { kind: 'project-file' });
  const index = pathIndex<Protected>();
  for (const [path, what] of kept) index.add(path, { path, what });
  return index;
}

/** Files of the project that a stage runs, as far as they are named. */
function codePaths(work: StageWork): readonly string[] {
  switch (work.kind) {
    case 'module':
      return [work.path];
    case 'command':
      return work.code.filter((path) => !/[*?[{]/.test(path));
    case 'extract':
      return [];
  }
}

function protection(
  path: string,
  around: { readonly kept: PathIndex<Protected>; readonly codeFolders: ReadonlySet<string> },
): ProtectedThing | null {
  const folder = ownFolders.find((own) => isOneInOther(own, path));
  if (folder !== undefined) return { kind: 'own-folder', folder };
  // An input that names the output itself is told at the input, with the reference to write.
  const isTold = around.kept.touching(path, (at) => at === path)?.what.kind === 'input';
  const kept = around.kept.touching(path, (at) => !isTold || at !== path);
  if (kept !== undefined) return kept.what;
  const isCode = /\.[cm]?[jt]sx?$/.test(path);
  return isCode && around.codeFolders.has(posix.dirname(path)) ? { kind: 'code' } : null;
}

function isOneInOther(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
