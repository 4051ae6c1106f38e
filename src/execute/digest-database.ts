import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Digest, digestFromHex } from '../base/digest.ts';
import { sqlName } from '../learn/table/open-duckdb.ts';

/** What a catalog tells of itself, without what differs from build to build (object numbers, estimates). */
const catalog = [
  'SELECT schema_name, comment, tags FROM duckdb_schemas()',
  'SELECT schema_name, table_name, comment, tags, sql FROM duckdb_tables()',
  'SELECT schema_name, table_name, column_index, column_name, comment, column_default, is_nullable, data_type FROM duckdb_columns()',
  'SELECT schema_name, view_name, comment, tags, sql FROM duckdb_views()',
  'SELECT schema_name, sequence_name, comment, tags, sql, last_value FROM duckdb_sequences()',
  'SELECT schema_name, index_name, table_name, comment, tags, sql FROM duckdb_indexes()',
  'SELECT schema_name, type_name, logical_type, comment, tags, labels FROM duckdb_types()',
];

/**
 * What the database `attached` holds for whoever reads it: schemas, tables with their defaults and keys, views,
 * sequences, types, comments, and all rows in their order, by value and type (−0 is not 0, a BLOB no text). Null
 * where something in it cannot be told whole, a macro's default or the members of a named type: then only its
 * bytes can name it.
 */
export async function digestDatabase(connection: DuckDBConnection): Promise<Digest | null> {
  if (await hasUntold(connection)) return null;
  const hash = createHash('sha256').update('duckdb-content/2');
  for (const sql of catalog) {
    const found = await connection.runAndReadAll(`${sql} WHERE database_name = 'attached' ORDER BY ALL`);
    hash.update(`${valueText(found.getRows())}\n`);
  }
  const tables = await connection.runAndReadAll(
    `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'attached' ORDER BY ALL`,
  );
  for (const [schema, table] of tables.getRows()) {
    const relation = `attached.${sqlName(String(schema))}.${sqlName(String(table))}`;
    const [counted] = (
      await connection.runAndReadAll(`SELECT count(*), min(rowid), max(rowid) FROM ${relation}`)
    ).getRows();
    hash.update(`${valueText(counted)}\n`);
    // Row numbers have gaps where rows were deleted, which a reader can see too.
    const [rows, , last] = counted ?? [];
    const isWithoutGaps = rows === 0n || (typeof last === 'bigint' && last + 1n === rows);
    const result = await connection.stream(`SELECT ${isWithoutGaps ? '' : 'rowid, '}* FROM ${relation}`);
    for await (const batch of result.yieldRows()) {
      for (const row of batch) hash.update(`${valueText(row)}\n`);
    }
  }
  return digestFromHex(hash.digest('hex'));
}

/** Catalogs tell a macro without the defaults of its parameters, and a named type without its members. */
async function hasUntold(connection: DuckDBConnection): Promise<boolean> {
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM duckdb_functions() WHERE database_name = 'attached' AND NOT internal
     UNION ALL SELECT 1 FROM duckdb_types() WHERE database_name = 'attached' AND logical_type <> 'ENUM' AND NOT internal`,
  );
  return found.getRows().length > 0;
}

/** A value of DuckDB as text: no two values of a column have one text. Texts are framed by their length. */
function valueText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`;
    case 'number':
      return Object.is(value, -0) ? 'd-0' : `d${value}`;
    case 'object':
      break;
    default:
      return `${typeof value} ${String(value)}`;
  }
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `[${value.map(valueText).join()}]`;
  // A struct, or one of the client's classes: dates, decimals, lists, unions.
  const members = Object.entries(value).map(([name, member]) => `${valueText(name)}=${valueText(member)}`);
  return `${Object.getPrototypeOf(value)?.constructor.name}{${members.join()}}`;
}
