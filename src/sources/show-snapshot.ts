import type { Display, TableColumn } from '../model/display.ts';
import { inflect } from '../words/counted.ts';
import type { SnapshotInfo, TableInfo } from './snapshot-info.ts';

/** A snapshot as a notebook cell shows it: where it is from, its tables, their columns. */
export function showSnapshot(info: SnapshotInfo): readonly Display[] {
  const { server } = info;
  const notes = info.tables.flatMap((table) =>
    table.comments.map((comment) => `- **${table.name}**: ${comment}`),
  );
  const text = [
    `${inflect(info.tables.length, 'table')} as of one moment, ${info.takenAt}, from database ` +
      `\`${server.database}\` on \`${server.host}\` (PostgreSQL ${server.version}, role \`${server.role}\`, schemas ${(server.schemas ?? []).map((schema) => `\`${schema}\``).join(', ')}). ` +
      `Snapshot \`${info.snapshotId}\`${info.lsn === null ? '' : `, log position \`${info.lsn}\``}.`,
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
  return [
    { kind: 'markdown', text },
    { kind: 'table', title: 'Tables of the snapshot', columns: tableRows(info.tables) },
    { kind: 'table', title: 'Columns', columns: columnRows(info.tables) },
  ];
}

function tableRows(tables: readonly TableInfo[]): readonly TableColumn[] {
  const first = (table: TableInfo) => Object.values(table.times).find((range) => range !== null) ?? null;
  return [
    { name: 'table', values: tables.map((table) => table.name), format: 'text' },
    { name: 'rows', values: tables.map((table) => table.rows), format: 'integer' },
    { name: 'columns', values: tables.map((table) => table.columns.length), format: 'integer' },
    { name: 'from', values: tables.map((table) => first(table)?.min ?? null), format: 'text' },
    { name: 'to', values: tables.map((table) => first(table)?.max ?? null), format: 'text' },
    { name: 'key', values: tables.map((table) => table.key.join(', ') || null), format: 'text' },
    {
      name: 'data',
      values: tables.map((table) => (isSynthetic(table) ? 'synthetic' : null)),
      format: 'text',
    },
    { name: 'query', values: tables.map((table) => table.query), format: 'text' },
  ];
}

function columnRows(tables: readonly TableInfo[]): readonly TableColumn[] {
  const all = tables.flatMap((table) => table.columns.map((column) => ({ table, column })));
  return [
    { name: 'table', values: all.map(({ table }) => table.name), format: 'text' },
    { name: 'column', values: all.map(({ column }) => column.name), format: 'text' },
    { name: 'in Postgres', values: all.map(({ column }) => column.postgresType), format: 'text' },
    { name: 'in DuckDB', values: all.map(({ column }) => column.duckdbType), format: 'text' },
  ];
}

/** Whether the comment of a table that the query reads says that its rows were made up. */
function isSynthetic(table: TableInfo): boolean {
  return table.comments.some((comment) => /\bsynthetic\b/i.test(comment));
}
