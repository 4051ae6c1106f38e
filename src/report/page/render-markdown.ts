import type { Token } from 'markdown-it';
import { nameHidden } from '../../words/hidden-characters.ts';
import { highlightMarkup } from './highlight-code.ts';
import { escapeHtml, type SafeHtml, trustedHtml } from './html.ts';

/**
 * CommonMark as HTML. Raw HTML in it is shown as text, links go to `http(s)` addresses and anchors only,
 * an image is shown as its text. Headings begin at `headingLevel` and skip none, so that they fit the page
 * they stand in.
 */
export async function renderMarkdown(
  text: string,
  options: { readonly headingLevel: number },
): Promise<SafeHtml> {
  const { default: createMarkdown } = await import('markdown-it');
  const highlight = await highlightMarkup();
  const markdown = createMarkdown({
    html: false,
    linkify: false,
    highlight: (code, language) => highlight(code, language),
  });
  markdown.validateLink = (address) => /^(https?:\/\/|#)/i.test(address);
  markdown.renderer.rules.image = (tokens, index) =>
    `<span class="muted">[image: ${escapeHtml(tokens[index]?.content ?? '')}]</span>`;
  markdown.core.ruler.push('labbook', (state) => {
    fitHeadings(state.tokens, options.headingLevel);
    guardLinks(state.tokens);
  });
  return trustedHtml(nameHidden(markdown.render(text)));
}

function fitHeadings(tokens: readonly Token[], base: number): void {
  let last = base - 1;
  for (const token of tokens) {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') continue;
    if (token.type === 'heading_open') {
      last = Math.min(6, last + 1, base - 1 + Number(token.tag.slice(1)));
    }
    token.tag = `h${last}`;
  }
}

function guardLinks(tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (token.type === 'link_open') token.attrSet('rel', 'noopener noreferrer');
    if (token.children) guardLinks(token.children);
  }
}
