import { nameHidden } from '../../words/hidden-characters.ts';

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
