import { lstatSync, type Stats, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { err, type Result } from '../base/result.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import { globFiles } from './glob-files.ts';
import { leavesFolder } from './leaves-folder.ts';
import { parsePipeline } from './parse-pipeline.ts';

const pipelineFile = 'pipeline.yaml';

/** Real pipelines are a few kilobytes, ten thousand stages a megabyte, which takes a second or two to parse. */
const limitBytes = 4_000_000;

/** Reads and resolves `<root>/pipeline.yaml`. Rejects only for bugs. */
export async function readPipeline({
  root,
  overrides,
  env,
}: {
  readonly root: string;
  readonly overrides: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Result<Pipeline, readonly Problem[]>> {
  const file = pipelineFile;
  const text = await readText(join(root, file), file);
  if (!text.ok) return text;
  const kindAt = once((path) => kindOf(join(root, path)));
  return parsePipeline({
    file,
    text: text.value,
    overrides,
    env,
    fileExists: (path) => kindAt(path) === 'file',
    isFolder: (path) => kindAt(path) === 'folder',
    hasMatch: once((pattern) => globFiles(root, pattern).next().done !== true),
    leavesProject: leavesProject(root),
  });
}

/** Looks at each path once, however many stages name it. */
function once<T>(look: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = look(path);
    known.set(path, found);
    return found;
  };
}

/** Whether a path leads out of the project: that is so of all in a folder, or of a link in it. */
function leavesProject(root: string): (path: string) => boolean {
  const folderLeaves = once((folder) => leavesFolder(root, folder));
  return (path) => {
    const isLink = lstatOf(join(root, path))?.isSymbolicLink() === true;
    return isLink ? leavesFolder(root, path) : folderLeaves(posix.dirname(path));
  };
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A name that the file system refuses (too long, a NUL) names no file either. */
function kindOf(path: string): 'file' | 'folder' | null {
  try {
    const stats = statSync(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : null;
  } catch {
    return null;
  }
}

async function readText(path: string, file: string): Promise<Result<string, readonly Problem[]>> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > limitBytes) return err([{ kind: 'pipeline-too-large', file, bytes: size, limitBytes }]);
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return err([
      code === 'ENOENT' ? { kind: 'no-pipeline', file } : { kind: 'pipeline-unreadable', file, code },
    ]);
  }
  try {
    const value = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const nul = value.indexOf('\0');
    if (nul === -1) return { ok: true, value };
    return err([{ kind: 'pipeline-not-text', file, line: lineOf(value.slice(0, nul)) }]);
  } catch {
    return err([{ kind: 'pipeline-not-text', file, line: lineOf(validStart(bytes)) }]);
  }
}

/** The text before the first byte that is not UTF-8. */
function validStart(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\ufffd')[0] ?? '';
}

function lineOf(before: string): number {
  return before.split('\n').length;
}
