/** A column of a table for a terminal. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut short, to this many characters at least, where the table is too wide. */
  readonly shrinkTo?: number;
  readonly cells: readonly string[];
  /** Colours a cell after it was padded. */
  readonly paint?: (padded: string, cell: string) => string;
}

/** What a table needs to know of where it is printed; a command's `Style` has it. */
export interface TableStyle {
  readonly width: number;
  bold(text: string): string;
}

/**
 * Aligned text, at most `style.width` characters a line as long as columns can be shortened, with a header.
 * Control characters in cells are shown, not obeyed.
 */
export function formatTextTable(columns: readonly TextColumn[], style: TableStyle): string {
  const plain = columns.map((column) => ({ ...column, cells: column.cells.map(printableText) }));
  const widths = fitWidths(plain, style.width);
  const rows = Math.max(0, ...plain.map(({ cells }) => cells.length));
  const line = (cell: (index: number) => string): string =>
    plain
      .map((_, index) => cell(index))
      .join('  ')
      .trimEnd();
  const padded = (text: string, index: number): string => {
    const width = widths[index] ?? 0;
    const cut = [...text].length > width ? `${[...text].slice(0, Math.max(0, width - 1)).join('')}…` : text;
    const space = ' '.repeat(width - [...cut].length);
    return plain[index]?.align === 'right' ? space + cut : cut + space;
  };
  const header = line((index) => style.bold(padded(plain[index]?.title ?? '', index)));
  const body = Array.from({ length: rows }, (_, row) =>
    line((index) => {
      const cell = plain[index]?.cells[row] ?? '';
      const text = padded(cell, index);
      return plain[index]?.paint?.(text, cell) ?? text;
    }),
  );
  return [header, ...body].join('\n');
}

/** How wide a table of these columns is once everything that may be shortened has been. */
export function leastWidth(columns: readonly TextColumn[]): number {
  return columns.reduce((sum, { title, cells, shrinkTo }) => {
    const widest = Math.max(...[title, ...cells].map((text) => [...printableText(text)].length));
    return sum + Math.min(widest, shrinkTo ?? widest) + 2;
  }, -2);
}

/** Text for a terminal: control characters and marks that reorder text are named, line ends become ⏎. */
export function printableText(text: string): string {
  return text.replace(/\r?\n/g, '⏎').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (mark) => `⟨U+${hex(mark)}⟩`);
}

function hex(mark: string): string {
  return (mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

function fitWidths(columns: readonly TextColumn[], width: number): readonly number[] {
  const widths = columns.map(({ title, cells }) =>
    Math.max(...[title, ...cells].map((text) => [...text].length)),
  );
  const total = (): number => widths.reduce((sum, one) => sum + one + 2, -2);
  while (total() > width) {
    let widest = -1;
    columns.forEach(({ shrinkTo }, index) => {
      const size = widths[index] ?? 0;
      if (shrinkTo !== undefined && size > shrinkTo && size > (widths[widest] ?? 0)) widest = index;
    });
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
