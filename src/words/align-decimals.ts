/** What stands for a digit and for a point that a number lacks, as wide as these. */
export interface DecimalPadding {
  readonly digit: string;
  readonly point: string;
}

/** In a font of fixed width. */
export const spaces: DecimalPadding = { digit: ' ', point: ' ' };
/** In a page, whose digits are all as wide as a figure space: U+2007, and U+2008 for a point. */
export const figureSpaces: DecimalPadding = { digit: '\u2007', point: '\u2008' };

/**
 * Numbers padded behind, so that their points stand in one line where the cells stand to the right. Cells that are
 * no plain number (a dash, scientific notation) stay as they are.
 */
export function alignDecimals(cells: readonly string[], { digit, point }: DecimalPadding): readonly string[] {
  const parts = cells.map((cell) => number.exec(cell));
  const tailOf = (found: RegExpExecArray | null | undefined) =>
    (found?.[2] ?? '').length + (found?.[3] ?? '').length;
  const widest = Math.max(0, ...parts.map(tailOf));
  return cells.map((cell, i) => {
    const found = parts[i];
    if (found === null || found === undefined) return cell;
    const missing = widest - tailOf(found);
    if (missing === 0) return cell;
    return cell + (found[2] === undefined ? point + digit.repeat(missing - 1) : digit.repeat(missing));
  });
}

/** Sign and whole part, point and fraction, a percent sign or points of them. */
const number = /^([+−-]?\d[\d,]*)(\.\d+)?( %| points)?$/;
