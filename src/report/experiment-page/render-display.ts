import type { Display } from '../../model/display.ts';
import type { ChartMemory } from '../charts/chart-memory.ts';
import { type ChartPayload, renderChart } from '../charts/render-chart.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { renderMarkdown } from '../page/render-markdown.ts';
import { renderTable } from '../page/render-table.ts';

/**
 * Something a stage showed. Charts add what the page's script needs of them to `payloads`, and are numbered
 * by it.
 */
export async function renderDisplay(
  display: Display,
  { payloads, memory }: { readonly payloads: ChartPayload[]; readonly memory: ChartMemory | null },
): Promise<SafeHtml> {
  switch (display.kind) {
    case 'chart': {
      const chart = await renderChart(display, { index: payloads.length, memory });
      payloads.push(chart.payload);
      return chart.html;
    }
    case 'table':
      return renderTable(display);
    case 'markdown':
      return html`<div class="prose">${await renderMarkdown(display.text, { headingLevel: 4 })}</div>`;
    case 'image':
      return html`<figure class="chart">
<h4>${display.title}</h4>
${
  isBase64(display.base64) && mediaTypes.has(display.mediaType)
    ? html`<img src="data:${display.mediaType};base64,${display.base64}" alt="${display.title}. ${display.description}">`
    : html`<div class="problem"><p><strong>This image cannot be shown.</strong> It is not a PNG, JPEG or SVG image in base64.</p></div>`
}
<figcaption>${display.description}</figcaption>
</figure>`;
  }
}

const mediaTypes = new Set<string>(['image/png', 'image/jpeg', 'image/svg+xml']);

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
