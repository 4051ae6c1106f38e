import { nameHidden } from './hidden-characters.ts';
import { isWide } from './wide-characters.ts';

/**
 * Columns that a text takes in a terminal: East Asian wide characters and emoji take two, combining marks
 * none. An approximation of Unicode's East Asian Width (UAX 11) by ranges; no terminal agrees on all of it.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** The text cut to a number of columns, with `…` in place of what is gone. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let cut = '';
  let width = 0;
  for (const char of text) {
    width += charWidth(char);
    if (width > columns - 1) break;
    cut += char;
  }
  return columns > 0 ? `${cut}…` : '';
}

const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** The escape sequences of ECMA-48: CSI, OSC with its end, and what else begins with an escape. */
const sequences = new RegExp(
  `${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?|.?)`,
  'g',
);

/** Text for one line of a terminal: what hides, reorders or steers is named, line ends become ⏎. */
export function printableText(text: string): string {
  return nameHidden(text.replace(/\r?\n/g, '⏎').replace(/\t/g, ' ')).replaceAll('\r', '⟨U+000D⟩');
}

/** Printable text of what a program wrote for a terminal: without its colours and movements of the cursor. */
export function plainText(text: string): string {
  return printableText(text.replace(sequences, ''));
}

function charWidth(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(char)) return 0;
  return isWide(code) ? 2 : 1;
}
