/**
 * HTML that is safe to put into a page. Only `html` and `trustedHtml` make one, so that a plain text can
 * never pass for markup: at runtime as in the types.
 */
export class SafeHtml {
  readonly #markup: string;

  constructor(markup: string, proof: typeof proofOfOrigin) {
    if (proof !== proofOfOrigin) throw new Error('SafeHtml is made by html`…` or trustedHtml');
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

const proofOfOrigin = Symbol('made by html.ts');

/** What may stand in a `${…}` of a template. `null`, `undefined` and `false` leave nothing. */
export type HtmlValue = SafeHtml | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * A template in which every value is escaped, for text and for quoted attributes alike; values that are
 * HTML already go in as they are, lists one after the other. Attributes must stand in double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  let markup = strings[0] ?? '';
  values.forEach((value, index) => {
    markup += markupOf(value) + (strings[index + 1] ?? '');
  });
  return new SafeHtml(markup, proofOfOrigin);
}

/** Markup from a source that is known to escape what it is given: Vega's SVG after its check, highlighters. */
export function trustedHtml(markup: string): SafeHtml {
  return new SafeHtml(markup, proofOfOrigin);
}

/** A text as HTML shows it, its hidden characters named. */
export function escapeHtml(text: string): string {
  return nameHidden(text.replace(/[&<>"']/g, (character) => entities[character] ?? character));
}

/**
 * A text in which characters that would hide or reorder what is read (controls, bidirectional overrides,
 * zero-width spaces) are named: `⟨U+202E⟩`. Joiners, which scripts and emoji need, stay. Markup stays as
 * it is, so that this is also for what another program escaped.
 */
export function nameHidden(text: string): string {
  return plain.test(text) ? text : text.replace(hidden, nameOf);
}

function markupOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof SafeHtml) return value.toString();
  if (typeof value === 'object') return value.map(markupOf).join('');
  return escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Built from text so that no invisible character stands in this file. The ranges: C0 and C1 controls
// without tab, line feed and carriage return; zero-width space, word joiner, byte-order mark; embeddings,
// overrides and isolates (Unicode TR 36, "Trojan source"); line separators; halves of surrogate pairs.
const hidden = new RegExp(
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f' +
    '\\u200b\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\u{e0000}-\\u{e007f}]|\\p{Surrogate}',
  'gu',
);

/** Nearly all texts, told at once. */
const plain = /^[\t\n\r -~]*$/;

function nameOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `⟨U+${code}⟩`;
}
