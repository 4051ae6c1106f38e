/**
 * A text in which characters that would hide or reorder what is read (controls, bidirectional overrides,
 * zero-width spaces) are named: `⟨U+202E⟩`. Joiners, which scripts and emoji need, stay. Markup stays as
 * it is, so that this is also for what another program escaped.
 */
export function nameHidden(text: string): string {
  return plain.test(text) ? text : text.replace(hidden, nameOf);
}

// Built from text so that no invisible character stands in this file. The ranges: C0 and C1 controls
// without tab, line feed and carriage return; zero-width space, marks of direction, word joiner, byte-order mark; embeddings,
// overrides and isolates (Unicode TR 36, "Trojan source"); line separators; halves of surrogate pairs.
const hidden = new RegExp(
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f' +
    '\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\u{e0000}-\\u{e007f}]|\\p{Surrogate}',
  'gu',
);

/** Nearly all texts, told at once. */
const plain = /^[\t\n\r -~]*$/;

function nameOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `⟨U+${code}⟩`;
}
