import { createTwoFilesPatch } from 'diff';

/** The most lines of a code difference that a comparison carries. */
const maxLines = 400;

/** A unified difference of two texts with three lines of context, cut after 400 lines with a word that it was. */
export function diffText(of: {
  readonly from: string;
  readonly to: string;
  readonly before: string;
  readonly after: string;
}): string {
  const patch = createTwoFilesPatch(of.from, of.to, of.before, of.after, undefined, undefined, {
    context: 3,
  });
  // What stands above the two file names belongs to patch files.
  return cutDiff(patch.slice(patch.indexOf('--- ')));
}

/** The first 400 lines of a difference, with a word on how many more there are. */
export function cutDiff(diff: string): string {
  const lines = diff.trimEnd().split('\n');
  if (lines.length <= maxLines) return lines.join('\n');
  return [...lines.slice(0, maxLines), `… ${lines.length - maxLines} more lines`].join('\n');
}
