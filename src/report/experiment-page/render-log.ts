import type { LogLine } from '../../model/result-record.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** Log lines with the second each came at. Colours that a terminal would show are left out. */
export function renderLog(lines: readonly LogLine[]): SafeHtml {
  return html`<pre class="log" tabindex="0">${lines.map((line) => html`<span class="muted">${line.at.toFixed(2).padStart(8)}</span> ${line.level === 'warn' || line.level === 'stderr' ? html`<b>${line.level}</b> ` : null}${line.text.replace(terminalCodes, '')}\n`)}</pre>`;
}

// ECMA-48: control sequences (colours), and operating system commands (links, titles).
const escapeCode = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);
const terminalCodes = new RegExp(
  `${escapeCode}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${escapeCode}]*(?:${bell}|${escapeCode}\\\\))`,
  'g',
);
