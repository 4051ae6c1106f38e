import { isWide } from '../../words/wide-characters.ts';

/**
 * About how wide a text is in a sans-serif face, in pixels: the advance widths of Helvetica (Adobe AFM, in
 * 1/1000 em) for ASCII, 0.56 em for other letters, 1 em for wide East Asian characters and emoji; and an
 * eighth more, since system faces differ and room is better than a cut text. The same on every machine,
 * which a measured width is not.
 */
export function textWidth(text: unknown, fontSize: number): number {
  let width = 0;
  for (const character of String(text ?? '')) width += characterWidth(character, fontSize);
  return width;
}

/** The text, or as much of its beginning as fits, with an ellipsis. */
export function fitText(text: string, box: { readonly width: number; readonly fontSize: number }): string {
  const room = box.width - characterWidth('…', box.fontSize);
  let width = 0;
  let fitting = '';
  let isFull = false;
  for (const character of text) {
    width += characterWidth(character, box.fontSize);
    if (width > box.width) return `${fitting.trimEnd()}…`;
    isFull ||= width > room;
    if (!isFull) fitting += character;
  }
  return text;
}

function characterWidth(character: string, fontSize: number): number {
  const code = character.codePointAt(0) ?? 0;
  const units = code < 127 ? (ascii[code - 32] ?? 0) : isWide(code) ? 1000 : 560;
  return (units / 1000) * 1.125 * fontSize;
}

// From space (32) to tilde (126).
const ascii = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
