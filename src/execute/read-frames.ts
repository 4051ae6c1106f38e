import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineFile } from '../base/engine-file.ts';
import type { SourceFrame } from '../model/stage-failure.ts';

const frameLine = /^\s*at (?:async )?(?:(.*?) \()?((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/;

/** The frames of a source-mapped stack that lie in the project's own files, innermost first. */
export function readFrames(stack: string, root: string): readonly SourceFrame[] {
  const lines = stack.split('\n');
  // From the stage's process outward the frames are the engine's.
  const engine = lines.findIndex((line) => /\bstage-process\.[jt]s:\d/.test(line));
  return lines.slice(0, engine === -1 ? undefined : engine).flatMap((line) => {
    const match = frameLine.exec(line);
    if (match?.[2] === undefined) return [];
    const path = match[2].startsWith('file://') ? fileURLToPath(match[2]) : match[2];
    const file = relative(root, path).split(sep).join('/');
    if (file.startsWith('..') || /(^|\/)(node_modules|\.labbook|dist)\//.test(file)) return [];
    if (path.startsWith(engineSource())) return [];
    const at = Number(match[3]);
    return [
      { file, line: at, column: Number(match[4]), functionName: match[1] ?? '', text: lineOf(path, at) },
    ];
  });
}

/** Where this engine's own code stands: in its repository that is part of the project. */
function engineSource(): string {
  return join(dirname(engineFile('.')), 'src', 'execute', '/');
}

function lineOf(path: string, line: number): string {
  try {
    return readFileSync(path, 'utf8').split('\n')[line - 1] ?? '';
  } catch {
    return '';
  }
}
