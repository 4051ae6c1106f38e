import { diffLines } from 'diff';

/** A run of lines that is not the same in two texts, between lines that are. */
export interface Hunk {
  /** In the second text, from 1. */
  readonly line: number;
  readonly removed: string;
  readonly added: string;
  /** The top-level declaration of the second text that it stands in. */
  readonly declaration: string | null;
}

interface Piece {
  readonly same: string;
  readonly hunk: Hunk | null;
}

/** Two texts as what they share and where they part, in order. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  return piecesOf(before, after).flatMap(({ hunk }) => (hunk === null ? [] : [hunk]));
}

/** The first text with some of the hunks, by number, as in the second. */
export function withHunks(
  before: string,
  of: { readonly after: string; readonly chosen: ReadonlySet<number> },
): string {
  let number = 0;
  return piecesOf(before, of.after)
    .map(({ same, hunk }) => {
      if (hunk === null) return same;
      return of.chosen.has(number++) ? hunk.added : hunk.removed;
    })
    .join('');
}

function piecesOf(before: string, after: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const lines = after.split('\n');
  let line = 1;
  let open = { removed: '', added: '', line: 1 };
  const close = () => {
    if (open.removed === '' && open.added === '') return;
    pieces.push({ same: '', hunk: { ...open, declaration: declarationAt(lines, open.line) } });
  };
  for (const { value, added, removed } of diffLines(before, after)) {
    if (removed) open = { ...open, removed: open.removed + value };
    else if (added) open = { ...open, added: open.added + value };
    else {
      close();
      pieces.push({ same: value, hunk: null });
      open = { removed: '', added: '', line: line + countLines(value) };
    }
    if (!removed) line += countLines(value);
  }
  close();
  return pieces;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

const opening =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|const|let|var|class|interface|type|enum)\s+([\w$]+)/;

function declarationAt(lines: readonly string[], line: number): string | null {
  for (let at = Math.min(line, lines.length) - 1; at >= 0; at--) {
    const name = opening.exec(lines[at] ?? '')?.[1];
    if (name !== undefined) return name;
  }
  return null;
}
