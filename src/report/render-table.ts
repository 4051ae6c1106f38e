import type { TableColumn, TableDisplay } from '../model/display.ts';
import { formatValue } from './format-value.ts';
import { html, type SafeHtml, trustedHtml } from './html.ts';

/** A table that a stage displayed, with its title and description. */
export function renderTable(table: TableDisplay): SafeHtml {
  return html`<figure class="chart">
<h4>${table.title}</h4>
${table.description !== undefined && html`<p class="about">${table.description}</p>`}
${renderColumns({ columns: table.columns, label: table.title })}
</figure>`;
}

/**
 * Columns as an HTML table that scrolls in its own box. Columns of numbers stand to the right. The end tags
 * that HTML lets one leave out are left out: they are half the size of a table of numbers.
 */
export function renderColumns(table: {
  readonly columns: readonly TableColumn[];
  readonly label: string;
}): SafeHtml {
  const { columns } = table;
  const rows = rowCount(columns);
  const classes = columns.map((column) => (isNumeric(column) ? trustedHtml(' class="n"') : null));
  const head = columns.map((column, index) => html`<th scope="col"${classes[index]}>${column.name}`);
  const body = Array.from({ length: rows }, (_, row) => [
    trustedHtml('<tr>'),
    columns.map(
      (column, index) => html`<td${classes[index]}>${formatValue(column.values[row] ?? null, column.format)}`,
    ),
  ]);
  return html`<div class="scroll${rows > 15 ? ' tall' : ''}" tabindex="0" role="region" aria-label="Table: ${table.label}"><table><thead><tr>${head}<tbody>${body}</table></div>`;
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
