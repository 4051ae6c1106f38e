import type { Problem } from '../model/problem.ts';
import type { CodeProblem } from './bundle-code.ts';

/** What the bundler could not read, as problems that point into the stage files. */
export function codeProblems(found: readonly CodeProblem[]): readonly Problem[] {
  return found.map(({ message, ...place }) => ({
    kind: 'code-broken',
    detail: message,
    span: {
      file: place.file,
      line: place.line,
      column: place.column,
      length: place.length,
      text: place.text,
    },
  }));
}
