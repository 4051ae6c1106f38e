import type { Json } from '../../base/json.ts';
import type { ColumnSummary } from '../../model/column-summary.ts';
import { yearFormat } from '../../words/format-column.ts';
import { formatNumber, formatValue } from '../../words/format-value.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** What each column of a table holds, with a small histogram. */
export function renderColumnSummaries(summary: {
  readonly columns: readonly ColumnSummary[];
  readonly rows: number;
  readonly label: string;
}): SafeHtml {
  const { columns, rows, label } = summary;
  const hasTables = columns.some((column) => column.table !== '');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="summary">
<thead><tr>${hasTables && html`<th scope="col">Table</th>`}<th scope="col">Column</th><th scope="col">Type</th><th scope="col">Histogram</th><th scope="col" class="n">Nulls</th><th scope="col" class="n">Distinct</th><th scope="col" class="n">Min</th><th scope="col" class="n">Max</th></tr></thead>
<tbody>${columns.map((column) => html`<tr>${hasTables && html`<td>${column.table}</td>`}<th scope="row"><bdi>${column.name}</bdi></th><td class="muted">${column.type.toLowerCase()}</td><td>${histogram(column)}</td><td class="n">${formatNumber(column.nulls)}${column.nulls > 0 && rows > 0 && html` <span class="muted">(${formatNumber(column.nulls / rows, 'percent')})</span>`}</td><td class="n">${rows > 10_000 && column.distinct > 0 ? '≈ ' : ''}${formatNumber(column.distinct)}</td><td class="n">${extreme(column.min, column)}</td><td class="n">${extreme(column.max, column)}</td></tr>`)}</tbody></table></div>`;
}

const size = { width: 100, height: 22 };

function histogram(column: ColumnSummary): SafeHtml | string {
  const counts = column.histogram;
  if (counts === null || counts.length === 0) return html`<span class="muted">–</span>`;
  const most = Math.max(...counts);
  const step = size.width / counts.length;
  const bars = counts.map((count, index) => {
    // A bin with anything in it shows: at least one pixel.
    const height = count === 0 || most === 0 ? 0 : Math.max(1, Math.round((count / most) * size.height));
    return height === 0 ? '' : `M${cut(index * step)} ${size.height}v-${height}h${cut(step - 1)}v${height}z`;
  });
  return html`<svg class="bars" role="img" aria-label="Histogram of ${column.name}, ${counts.length} bins from the smallest to the largest: ${counts.join(', ')}" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}"><path d="${bars.join('')}"/></svg>`;
}

function extreme(value: Json, { name, min, max }: ColumnSummary): string {
  return formatValue(value, typeof value === 'string' ? 'date' : yearFormat(name, [min, max]));
}

function cut(value: number): number {
  return Math.round(value * 100) / 100;
}
