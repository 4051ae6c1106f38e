/** A fenced block of a Markdown page. */
export interface PageBlock {
  readonly language: string;
  /** The path that follows the language, where the block is a file. */
  readonly path: string | null;
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function pageBlocks(page: string): readonly PageBlock[] {
  const blocks: PageBlock[] = [];
  let open: { language: string; path: string | null; line: number; lines: string[] } | null = null;
  for (const [at, line] of page.split('\n').entries()) {
    if (open === null) {
      const [fence, language = '', path = null] = /^```([\w-]*)(?: (\S+))?\s*$/.exec(line) ?? [];
      if (fence !== undefined) open = { language, path: path ?? null, line: at + 1, lines: [] };
    } else if (line.startsWith('```')) {
      const { lines, ...rest } = open;
      blocks.push({ ...rest, text: `${lines.join('\n')}\n` });
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  return blocks;
}
