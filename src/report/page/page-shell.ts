import { createHash } from 'node:crypto';
import { html, type SafeHtml, trustedHtml } from './html.ts';
import { pageStyles } from './styles.ts';

export interface PageShell {
  /** The text of the tab and of a saved file; plain text. */
  readonly title: string;
  /** All of the page: skip link target is the element with the id `main`. */
  readonly body: SafeHtml;
  /** CSS of this kind of page, after the common styles. A constant of the program, never made from data. */
  readonly styles?: string;
  /** Script of this kind of page, run at the end. A constant of the program, never made from data. */
  readonly script?: string;
  /** Scripts that `script` may add later (the Vega runtime): the policy names their hashes. */
  readonly laterScripts?: readonly string[];
  /** Inert data blocks for the script, see `inertBlock`. */
  readonly blocks?: readonly SafeHtml[];
}

/**
 * A whole, self-contained HTML document. Its policy lets nothing in from outside and runs only the scripts
 * that are known by hash: not a handler in an attribute, not `eval`, not a style in an attribute.
 */
export function renderPageShell(page: PageShell): string {
  const styles = pageStyles + (page.styles ?? '');
  const scripts = [...(page.script === undefined ? [] : [page.script]), ...(page.laterScripts ?? [])];
  const policy = [
    `default-src 'none'`,
    `style-src ${sourceOf(styles)}`,
    `script-src ${scripts.length === 0 ? `'none'` : scripts.map(sourceOf).join(' ')}`,
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trustedHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${trustedHtml(styles)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${page.body}
${page.blocks ?? []}
${page.script !== undefined && html`<script>${trustedHtml(page.script)}</script>`}
</body>
</html>
`}`;
}

/** Bytes that a script of the page may read and that do nothing by themselves; in base64. */
export function inertBlock(block: { readonly id: string; readonly bytes: Uint8Array }): SafeHtml {
  return html`<script type="application/octet-stream" id="${block.id}">${Buffer.from(block.bytes).toString('base64')}</script>`;
}

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
