import { alignDecimals, spaces } from './align-decimals.ts';
import type { Style } from './style.ts';
import { cutToWidth, printableText, textWidth } from './terminal-text.ts';

/** A column of a table for a terminal. */
export interface TextColumn {
  readonly title: string;
  /** `decimal`: to the right, points in one line. */
  readonly align?: 'left' | 'right' | 'decimal';
  /** May be cut short, to this many characters at least, where the table is too wide. */
  readonly shrinkTo?: number;
  readonly cells: readonly string[];
  /** Colours a cell after it was padded. */
  readonly paint?: (padded: string, cell: string) => string;
}

/**
 * Aligned text, at most `style.width` characters a line as long as columns can be shortened, with a header.
 * Control characters in cells are shown, not obeyed.
 */
export function formatTextTable(
  columns: readonly TextColumn[],
  style: Pick<Style, 'width' | 'bold'>,
): string {
  const plain = columns.map((column) => {
    const cells = column.cells.map(printableText);
    return { ...column, cells: column.align === 'decimal' ? alignDecimals(cells, spaces) : cells };
  });
  const widths = fitWidths(plain, style.width);
  const rows = Math.max(0, ...plain.map(({ cells }) => cells.length));
  const line = (cell: (index: number) => string): string =>
    plain
      .map((_, index) => cell(index))
      .join('  ')
      .trimEnd();
  const padded = (text: string, index: number): string => {
    const width = widths[index] ?? 0;
    const cut = cutToWidth(text, width);
    const space = ' '.repeat(width - textWidth(cut));
    return (plain[index]?.align ?? 'left') === 'left' ? cut + space : space + cut;
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
    const widest = Math.max(...[title, ...cells].map((text) => textWidth(printableText(text))));
    return sum + Math.min(widest, shrinkTo ?? widest) + 2;
  }, -2);
}

function fitWidths(columns: readonly TextColumn[], width: number): readonly number[] {
  const widths = columns.map(({ title, cells }) => Math.max(...[title, ...cells].map(textWidth)));
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
