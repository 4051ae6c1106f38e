import type { TableColumn, TableDisplay } from '../../model/display.ts';
import { figureSpaces } from '../../words/align-decimals.ts';
import { formatColumn } from '../../words/format-column.ts';
import { escapeHtml, html, type SafeHtml, trustedHtml } from './html.ts';

/** A table that a stage displayed, with its title and description. */
export function renderTable(table: TableDisplay): SafeHtml {
  return html`<figure class="chart">
<h4>${table.title}</h4>
${table.description !== undefined && html`<p class="about">${table.description}</p>`}
${renderColumns({ columns: table.columns, label: table.title })}
</figure>`;
}

/**
 * Columns as an HTML table that scrolls in its own box. Columns of numbers stand to the right, by a class of
 * the table and not of each cell; end tags that HTML lets one leave out are left out. The tables of a page are
 * half as large for it.
 */
export function renderColumns(table: {
  readonly columns: readonly TableColumn[];
  readonly label: string;
}): SafeHtml {
  const { columns } = table;
  const rows = rowCount(columns);
  const toTheRight = columns.flatMap((column, index) => (isNumeric(column) ? [`r${index + 1}`] : []));
  // Joined by hand: a template a cell takes ten times as long, and there can be ten thousands of cells.
  const shown = columns.map((column) => formatColumn(column, figureSpaces));
  let body = '';
  for (let row = 0; row < rows; row += 1) {
    body += '<tr>';
    for (const cells of shown) body += `<td>${escapeHtml(cells[row] ?? '–')}`;
  }
  return html`<div class="scroll${rows > 15 ? ' tall' : ''}" tabindex="0" role="region" aria-label="Table: ${table.label}"><table class="${toTheRight.join(' ')}"><thead><tr>${columns.map((column) => html`<th scope="col">${column.name}`)}<tbody>${trustedHtml(body)}</table></div>`;
}

export function rowCount(columns: readonly TableColumn[]): number {
  return Math.max(0, ...columns.map((column) => column.values.length));
}

function isNumeric(column: TableColumn): boolean {
  return (
    column.values.some((value) => typeof value === 'number') &&
    column.values.every((value) => value === null || typeof value === 'number')
  );
}
