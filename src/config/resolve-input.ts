import type { InputSpec } from '../model/pipeline.ts';
import { checkPath } from './check-path.ts';
import { globPattern } from './glob-pattern.ts';
import { nearName } from './near-name.ts';
import type { InputShape } from './pipeline-schema.ts';
import type { Report } from './places.ts';
import type { ProjectFiles } from './project-files.ts';

export interface InputSurroundings {
  /** Path of the input in the document. */
  readonly at: string;
  /** The stage that reads it. */
  readonly stage: string;
  /** Stage id → names of its outputs. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  /** Path of an output → `stage.output`. */
  readonly outputPaths: ReadonlyMap<string, string>;
  readonly files: ProjectFiles;
  readonly report: Report;
}

/** Finds out what an input names: an output of a stage, a file or a glob. Null, with a report, for neither. */
export function resolveInput(shape: InputShape, around: InputSurroundings): InputSpec | null {
  if (typeof shape !== 'string') {
    if ('file' in shape) return fileInput(shape.file, { ...around, at: `${around.at}.file` });
    if ('glob' in shape) return globInput(shape.glob, { ...around, at: `${around.at}.glob` });
    if ('folder' in shape) return folderInput(shape.folder, { ...around, at: `${around.at}.folder` });
    const { stage, output } = shape;
    if (around.outputs.get(stage)?.includes(output)) return { kind: 'output', stage, output };
    reportUnknownOutput(`${stage}.${output}`, around);
    return null;
  }
  if (shape.startsWith('file:')) return fileInput(shape.slice('file:'.length), around);
  if (shape.startsWith('glob:')) return globInput(shape.slice('glob:'.length), around);
  if (shape.startsWith('folder:')) return folderInput(shape.slice('folder:'.length), around);
  if (shape.length > 1 && shape.endsWith('/')) return folderInput(shape, around);
  const [stage = '', output, ...more] = shape.split('.');
  const ofStage = around.outputs.get(stage);
  const isReference = ofStage !== undefined && output !== undefined && more.length === 0;
  if (isReference && ofStage.includes(output)) return { kind: 'output', stage, output };
  if (!isReference && /[*?[{]/.test(shape) && !/\s/.test(shape)) return globInput(shape, around);
  if (shape.includes('/') || around.files.fileExists(shape) || around.files.isFolder(shape))
    return fileInput(shape, around);
  reportUnknownOutput(shape, around);
  return null;
}

export function reportUnknownOutput(
  given: string,
  { at, outputs, report }: Pick<InputSurroundings, 'at' | 'outputs' | 'report'>,
): void {
  const [stage = '', output] = given.split('.');
  const ofStage = outputs.get(stage);
  if (ofStage !== undefined) {
    const known = ofStage.map((name) => `${stage}.${name}`);
    const near = output === undefined ? null : nearName(output, ofStage);
    const only = known.length === 1 ? (known[0] ?? null) : null;
    report(
      {
        kind: 'unknown-reference',
        what: 'output',
        given,
        near: near === null ? only : `${stage}.${near}`,
        known,
      },
      at,
    );
    return;
  }
  const known = [...outputs].flatMap(([id, names]) => names.map((name) => `${id}.${name}`));
  const nearStage = nearName(stage, [...outputs.keys()]);
  const sameOutput = nearStage === null ? undefined : known.find((name) => name === `${nearStage}.${output}`);
  report(
    { kind: 'unknown-reference', what: 'output', given, near: sameOutput ?? nearName(given, known), known },
    at,
  );
}

/** `train.*` of each matrix: all of its stages. */
function matricesOf({ outputs }: InputSurroundings): readonly string[] {
  const ids = [...outputs.keys()].flatMap((id) => (id.includes('@') ? [`${id.split('@')[0]}.*`] : []));
  return [...new Set(ids)];
}

function fileInput(path: string, around: InputSurroundings): InputSpec | null {
  const { at, stage, files, report } = around;
  const normal = checkPath(path, { at, files, report });
  if (normal === null) return null;
  const reference = around.outputPaths.get(normal);
  if (reference !== undefined) report({ kind: 'input-is-output', given: path, reference }, at);
  else if (files.isFolder(normal)) report({ kind: 'is-folder', path: normal, of: 'input' }, at);
  else if (!files.fileExists(normal)) {
    report({ kind: 'missing-file', what: 'input', path, owner: stage }, at);
  }
  return { kind: 'file', path: normal };
}

function folderInput(path: string, around: InputSurroundings): InputSpec | null {
  const { at, stage, files, report } = around;
  const normal = checkPath(path.replace(/\/+$/, ''), { at, files, report });
  if (normal === null) return null;
  const output = [...around.outputPaths].find(
    ([one]) => one === normal || one.startsWith(`${normal}/`) || normal.startsWith(`${one}/`),
  );
  if (output !== undefined) report({ kind: 'input-is-output', given: path, reference: output[1] }, at);
  else if (!files.isFolder(normal)) {
    report({ kind: 'missing-file', what: 'input', path: `${normal}/`, owner: stage }, at);
  }
  return { kind: 'folder', path: normal };
}

function globInput(pattern: string, around: InputSurroundings): InputSpec | null {
  const { at, files, report } = around;
  const normal = checkPath(pattern, { at, files, report });
  if (normal === null) return null;
  const output = outputIn(normal, around.outputPaths);
  if (output !== null) report({ kind: 'input-is-output', given: pattern, reference: output }, at);
  else if (!files.hasMatch(normal)) {
    const near = /^[\w-]+\.\*$/.test(normal) ? nearName(normal, matricesOf(around)) : null;
    const known = matricesOf(around);
    if (near === null) report({ kind: 'empty-glob', pattern }, at);
    else report({ kind: 'unknown-reference', what: 'output', given: pattern, near, known }, at);
  }
  return { kind: 'glob', pattern: normal };
}

/** What was found of a glob among the outputs of one pipeline: stages often share a glob. */
const found = new WeakMap<ReadonlyMap<string, string>, Map<string, string | null>>();

/** The first output that a glob would read, as `stage.output`. */
function outputIn(pattern: string, outputPaths: ReadonlyMap<string, string>): string | null {
  const known = found.get(outputPaths) ?? new Map<string, string | null>();
  found.set(outputPaths, known);
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const matches = globPattern(pattern);
  const output = [...outputPaths].find(([path]) => matches.test(path))?.[1] ?? null;
  known.set(pattern, output);
  return output;
}
