import { copyFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB, sqlName, sqlText } from '../learn/table/open-duckdb.ts';
import type { ChangedSource, SourceChange } from '../model/leakage-check.ts';
import type { OutputFormat } from '../model/stage.ts';
import { firstRow, type OpenTable, openTables, type TableColumn } from './open-tables.ts';
import {
  isNumberType,
  isTimeType,
  namesThings,
  type TableRoles,
  type ToldRoles,
  tableRoles,
} from './table-roles.ts';

export interface SourceFile {
  readonly path: string;
  readonly format: OutputFormat;
  /** For messages: `extract.snapshot`, or the path of a file. */
  readonly name: string;
  /** What the pipeline says of each of its tables, by name. */
  readonly told: (table: string) => ToldRoles;
}

/** Which rows must not be known, as SQL over the bare column names; null where a table cannot tell. */
export type HeldBack = (table: OpenTable, roles: TableRoles) => string | null;

/** Codes and classes have at most as many values as this: doubling one would make another thing of it. */
const mostCodes = 20;

/**
 * Writes a copy of a file in which all rows that must not be known are other rows, or are not there. What names a
 * row and when stays, and so does every byte of the others. Tables that cannot tell are copied as they are, and
 * not told.
 */
export async function changeSource(
  source: SourceFile,
  {
    target,
    change,
    held,
  }: { readonly target: string; readonly change: SourceChange; readonly held: HeldBack },
): Promise<readonly ChangedSource[]> {
  const { path, format } = source;
  const found: { table: OpenTable; sql: string; told: ChangedSource }[] = [];
  {
    using opened = await openTables([{ path, format }]);
    const { connection } = opened;
    for (const table of opened.files[0] ?? []) {
      const roles = await tableRoles(connection, { table, told: source.told(table.name) });
      const where = held(table, roles);
      if (where === null) continue;
      const [rows, changed] = await firstRow(
        connection,
        `SELECT count(*), count(*) FILTER (WHERE ${where}) FROM ${table.relation}`,
      );
      const sql =
        change === 'rows'
          ? `SELECT * FROM ${table.relation} WHERE coalesce(NOT (${where}), true)`
          : await shuffled(connection, { table, roles, where });
      const name = table.name === '' ? source.name : `${source.name} ${table.name}`;
      found.push({ table, sql, told: { name, rows: Number(rows), changed: Number(changed) } });
      if (format !== 'duckdb') await copyOut(connection, { sql, source, target });
    }
  }
  if (format === 'duckdb') await rewriteDatabase({ path, target }, found);
  else if (found.length === 0) await copyFile(path, target);
  return found.map(({ told }) => told);
}

async function copyOut(
  connection: DuckDBConnection,
  { sql, source, target }: { readonly sql: string; readonly source: SourceFile; readonly target: string },
): Promise<void> {
  if (source.format === 'parquet') {
    await connection.run(`COPY (${sql}) TO ${sqlText(target)} (FORMAT parquet)`);
    return;
  }
  const [delimiter] = await firstRow(connection, `SELECT Delimiter FROM sniff_csv(${sqlText(source.path)})`);
  await connection.run(
    `COPY (${sql}) TO ${sqlText(target)} (FORMAT csv, HEADER true, DELIMITER ${sqlText(String(delimiter))})`,
  );
}

async function rewriteDatabase(
  { path, target }: { readonly path: string; readonly target: string },
  found: readonly { readonly table: OpenTable; readonly sql: string }[],
): Promise<void> {
  await copyFile(path, target);
  using opened = await openDuckDB([path, target]);
  const { connection } = opened;
  await connection.run(`ATTACH ${sqlText(path)} AS file_0 (READ_ONLY)`);
  await connection.run(`ATTACH ${sqlText(target)} AS changed`);
  for (const { table, sql } of found) {
    await connection.run(
      `CREATE OR REPLACE TABLE changed.${sqlName(table.schema)}.${sqlName(table.name)} AS ${sql}`,
    );
  }
  await connection.run('DETACH changed');
}

/** Each held-back row takes the values of another one, numbers scaled as well; what names it stays. */
async function shuffled(
  connection: DuckDBConnection,
  { table, roles, where }: { readonly table: OpenTable; readonly roles: TableRoles; readonly where: string },
): Promise<string> {
  const kept = new Set([...(roles.key ?? []), ...namesOf(roles)]);
  const values: string[] = [];
  for (const column of table.columns) {
    const quoted = sqlName(column.name);
    const isKept =
      kept.has(column.name) ||
      isTimeType(column.type) ||
      (roles.key === null && column.type === 'VARCHAR') ||
      (await isOneEach(connection, { table, column }));
    const other = isKept ? `n.${quoted}` : await otherValue(connection, { table, column });
    values.push(
      isKept ? other : `CASE WHEN h.labbook_row IS NULL THEN n.${quoted} ELSE ${other} END AS ${quoted}`,
    );
  }
  return `WITH numbered AS MATERIALIZED (
      SELECT *, row_number() OVER () AS labbook_row, coalesce(${where}, false) AS labbook_held FROM ${table.relation}),
    held AS MATERIALIZED (
      SELECT *, row_number() OVER (ORDER BY labbook_row) AS labbook_place,
        row_number() OVER (ORDER BY hash(labbook_row), labbook_row) AS labbook_draw
      FROM numbered WHERE labbook_held)
    SELECT ${values.join(', ')}
    FROM numbered n LEFT JOIN held h ON h.labbook_row = n.labbook_row
      LEFT JOIN held d ON d.labbook_draw = h.labbook_place
    ORDER BY n.labbook_row`;
}

function namesOf({ time, known, labelEnd }: TableRoles): readonly string[] {
  return [time, known, labelEnd].flatMap((column) => (column === null ? [] : [column.name]));
}

/** Whether every row has a value of its own, as an id has. */
async function isOneEach(
  connection: DuckDBConnection,
  { table, column }: { readonly table: OpenTable; readonly column: TableColumn },
): Promise<boolean> {
  if (!namesThings(column)) return false;
  const [rows, distinct] = await firstRow(
    connection,
    `SELECT count(*), count(DISTINCT ${sqlName(column.name)}) FROM ${table.relation}`,
  );
  return Number(rows) > mostCodes && rows === distinct;
}

/** Another row's value; scaled where it is a measure, and not a code, a share or a score between −1 and 1. */
async function otherValue(
  connection: DuckDBConnection,
  { table, column }: { readonly table: OpenTable; readonly column: TableColumn },
): Promise<string> {
  const other = `d.${sqlName(column.name)}`;
  if (!isNumberType(column.type)) return other;
  const number = `TRY_CAST(${sqlName(column.name)} AS DOUBLE)`;
  const [distinct, low, high, isWhole] = await firstRow(
    connection,
    `SELECT count(DISTINCT ${number}), min(${number}), max(${number}), bool_and(${number} = floor(${number}))
     FROM ${table.relation} WHERE isfinite(${number})`,
  );
  const isShare = Number(low) >= -1 && Number(high) <= 1;
  if (isShare || Number(distinct) <= mostCodes) return other;
  const type = column.isText ? 'VARCHAR' : column.type;
  const scaled =
    isWhole === true
      ? `CAST(TRY_CAST(${other} AS HUGEINT) * 2 AS ${column.isText ? 'VARCHAR' : 'HUGEINT'})`
      : `TRY_CAST(${other} AS DOUBLE) * (1.5 + (hash(n.labbook_row + 7) % 1000) / 1000.0)`;
  return `coalesce(TRY_CAST(${scaled} AS ${type}), ${other})`;
}
