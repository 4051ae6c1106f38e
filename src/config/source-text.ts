import type { Span } from '../model/span.ts';

/** A text whose places can be pointed at. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** The span from one offset to another, cut at the end of its first line; at least one character. */
  span(from: number, to: number): Span;
}

export function sourceText(file: string, text: string): SourceText {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  // One object a line, so that a thousand spans of a line share its text.
  const lines = new Map<number, string>();

  function lineAt(index: number): string {
    const known = lines.get(index);
    if (known !== undefined) return known;
    const end = starts[index + 1];
    const line = text.slice(starts[index], end === undefined ? text.length : end - 1).replace(/\r$/, '');
    lines.set(index, line);
    return line;
  }

  function span(from: number, to: number): Span {
    const at = Math.min(Math.max(from, 0), text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const line = lineAt(low);
    const column = at - (starts[low] ?? 0);
    const length = Math.max(1, Math.min(to - at, line.length - column));
    return { file, line: low + 1, column: column + 1, length, text: line };
  }

  return { file, text, span };
}
