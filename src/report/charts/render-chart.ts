import type { ChartDisplay, TableColumn } from '../../model/display.ts';
import { formatNumber } from '../../words/format-value.ts';
import { html, type SafeHtml, trustedHtml } from '../page/html.ts';
import { renderColumns, rowCount } from '../page/render-table.ts';
import { type ChartMemory, drawnChart } from './chart-memory.ts';
import { type PackedSpec, packSpec } from './pack-spec.ts';

/** What the page's script needs of a chart; it stands in the page compressed and inert. */
export interface ChartPayload {
  /** The file name of its CSV, without folder. */
  readonly csvName: string;
  readonly columns: readonly TableColumn[];
  /** The Vega spec to wake, or null where the chart could not be drawn. */
  readonly vega: PackedSpec | null;
}

export interface RenderedChart {
  readonly html: SafeHtml;
  readonly payload: ChartPayload;
}

/**
 * A chart as a figure: title, drawing with its text alternative, description, its data as a folded table
 * and as CSV. A spec that cannot be drawn leaves a sentence in the place of the drawing, and the data.
 * `index` is the chart's place in the page: the script finds its payload by it.
 */
export async function renderChart(
  chart: ChartDisplay,
  options: { readonly index: number; readonly memory?: ChartMemory | null },
): Promise<RenderedChart> {
  const { index, memory = null } = options;
  const { drawing: drawn, interactive } = await drawnChart(
    { spec: chart.spec, idPrefix: `c${index}-` },
    memory,
  );
  const rows = rowCount(chart.data);
  // The drawing is checked; awake, Vega would hand an address in the data to the browser as a colour.
  const isWakeable = drawn.ok && interactive !== null && !/url\s*\(/i.test(JSON.stringify(interactive));
  const picture = drawn.ok
    ? html`<div class="scroll" tabindex="0" role="region" aria-label="Chart: ${chart.title}"><div data-chart="${index}"><svg role="img" aria-label="${chart.title}. ${chart.description}" width="${drawn.value.width}" height="${drawn.value.height}" viewBox="0 0 ${drawn.value.width} ${drawn.value.height}">${trustedHtml(drawn.value.content)}</svg></div></div>`
    : html`<div class="problem"><p><strong>This chart cannot be shown.</strong> ${drawn.error}</p></div>`;
  return {
    html: html`<figure class="chart">
<h4>${chart.title}</h4>
${picture}
<figcaption>${chart.description}</figcaption>
<p class="tools">${isWakeable && html`<button type="button" data-wake="${index}" hidden>Explore<span class="sr"> ${chart.title}</span></button>`}${rows > 0 && html`<button type="button" data-csv="${index}" hidden>Download CSV<span class="sr"> of ${chart.title}</span></button>`}</p>
${rows > 0 && html`<details><summary>Data: ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'}</summary>${renderColumns({ columns: chart.data, label: chart.title })}</details>`}
</figure>`,
    payload: {
      csvName: `${fileNameOf(chart.title)}.csv`,
      columns: chart.data,
      vega: isWakeable ? packSpec(interactive) : null,
    },
  };
}

function fileNameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name.slice(0, 60) || 'chart';
}
