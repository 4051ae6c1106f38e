import { isAbsolute, posix } from 'node:path';
import type { SourceFrame, StageFailure } from '../model/stage-failure.ts';
import { describeFailure as failureWords } from './describe-failure.ts';
import { quoteSource } from './quote-source.ts';
import { plainText } from './terminal-text.ts';

const mostFrames = 5;
const mostOutputLines = 20;

/**
 * A stage's failure as lines of text for a terminal: what happened, the project's own lines that led there,
 * and what to do. For an undeclared file that is the very line to add to pipeline.yaml.
 */
export function describeFailure(
  given: StageFailure,
  { stage, root }: { readonly stage: string; readonly root: string },
): string {
  const failure =
    given.kind === 'undeclared-access' ? { ...given, path: withinProject(given.path, root) } : given;
  const { headline, help, frames, output } = failureWords(failure);
  const advice = failure.kind === 'undeclared-access' ? declaration(failure, stage) : help;
  const lines = [
    ...headline.split('\n').map(plainText),
    ...frames.slice(0, mostFrames).flatMap((frame, i) => frameLines(frame, { isFirst: i === 0 })),
    ...(frames.length > mostFrames ? [`  … and ${frames.length - mostFrames} more`] : []),
    ...lastLines(output).map((line) => `  | ${plainText(line)}`),
    ...(advice === '' ? [] : advice.split('\n').map(plainText)),
  ];
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Relative to the project's root, for a path inside it. */
function withinProject(path: string, root: string): string {
  return isAbsolute(path) && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** `stages/train.ts:12:9 in fit`, and beneath the innermost the line itself. */
function frameLines(frame: SourceFrame, { isFirst }: { readonly isFirst: boolean }): readonly string[] {
  const { file, line, column, functionName, text } = frame;
  // An exported function of a bundle is called on its module object, which is no name of the user's.
  const name = functionName.replace(/^(async )?Module\./, '');
  const where = `  ${file}:${line}:${column}${name === '' ? '' : ` in ${name}`}`;
  if (!isFirst || text.trim() === '') return [plainText(where)];
  return [
    plainText(where),
    ...quoteSource({ file, line, column, length: 1, text }).map((quoted) => `  ${quoted}`),
  ];
}

function lastLines(output: string): readonly string[] {
  const lines = output.trimEnd().split('\n');
  return output.trim() === '' ? [] : lines.slice(-mostOutputLines);
}

function declaration(failure: Extract<StageFailure, { kind: 'undeclared-access' }>, stage: string): string {
  const { path, access } = failure;
  if (isAbsolute(path) || path.startsWith('../')) {
    return access === 'read'
      ? 'It stands outside the project, so it cannot be declared: copy it into the project, and name the copy as an input.'
      : 'It stands outside the project: write to a declared output instead.';
  }
  const section = access === 'read' ? 'inputs' : 'outputs';
  const written = access === 'read' ? `file:${path}` : path;
  const scalar = /^[\w./:-]+$/.test(written) ? written : JSON.stringify(written);
  const name = nameFor(path);
  const use = `and ${access === 'read' ? 'read it at' : 'write it to'} ctx.${section}.${name}.path`;
  return `Add to pipeline.yaml, under stages.${stage}.${section}:\n    ${name}: ${scalar}\n${use}`;
}

/** A name for an input, from a file's name: `market-data.v2.csv` → `marketData`. */
function nameFor(path: string): string {
  const [base = ''] = posix.basename(path).split('.').filter(Boolean);
  const name = base.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
  return /^[A-Za-z]/.test(name) ? name : `file${name}`;
}
