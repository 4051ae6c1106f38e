import type { DuckDBConnection } from '@duckdb/node-api';
import type { Client } from 'pg';
import { ask } from './ask-server.ts';
import type { CarriedType } from './carried-type.ts';
import type { Column } from './copy-decoder.ts';
import { quoted } from './snapshot-writer.ts';
import type { AppendSpec, TableSpec } from './source-spec.ts';

/** Rows whose cursor is `from` or more, and less than the next block's; the first block has no `from`. */
export interface Block {
  readonly from: string | null;
  readonly rows: number;
  /** The sum of the rows' 64-bit hashes, as the server reckons them. */
  readonly digest: string;
}

/** Rows of a block: few enough that one changed row costs little, so many that a large table has about a hundred. */
export function blockSize(rows: number): number {
  return Math.min(50_000, Math.max(1000, Math.ceil(rows / 64)));
}

/** Cursor values that part a relation of the file into blocks of about as many rows, from a value on. */
export async function chooseBounds(
  connection: DuckDBConnection,
  of: {
    readonly relation: string;
    readonly cursor: string;
    readonly from: string | null;
    /** Rows a block. */
    readonly size: number;
  },
): Promise<readonly string[]> {
  const { relation, from, size } = of;
  const column = quoted(of.cursor);
  const where = from === null ? '' : ` WHERE ${column} >= '${from}'`;
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT ${column} AS c, ${column}::VARCHAR AS text FROM (
       SELECT ${column}, row_number() OVER (ORDER BY ${column}) AS n FROM ${relation}${where}
     ) WHERE n % ${size} = 0 ORDER BY c`,
  );
  const bounds = reader.getRows().map((row) => String(row[1]));
  return bounds.filter((bound) => bound !== from);
}

/**
 * Asks the server for the rows and the digest of each block, from a bound on. Only sums come over the wire; every
 * row that the query gives is read there. Null where some row's cursor is NULL.
 */
export async function askBlocks(
  client: Client,
  of: {
    readonly table: TableSpec & { readonly append: AppendSpec };
    readonly columns: readonly Column[];
    readonly bounds: readonly string[];
    readonly from: string | null;
  },
): Promise<readonly Block[] | null> {
  const { table, columns, bounds, from } = of;
  const cursor = `q.${quoted(table.append.cursor)}`;
  const type = columns.find(({ name }) => name === table.append.cursor)?.postgresType ?? 'text';
  const values = columns.map((column) => hashed(`q.${quoted(column.name)}`, column.type));
  // The order of rows plays no part in a sum: several readers may share them.
  await client.query('SET LOCAL max_parallel_workers_per_gather = 2');
  // The bounds stand in a query of their own, which is asked once, not for each row.
  const { rows } = await ask<{ block: number | null; rows: string; digest: string }>(
    client,
    `SELECT width_bucket(c, (SELECT $1::text[]::${type}[])) AS block, count(*)::text AS rows, sum(h)::text AS digest
     FROM (SELECT ${cursor} AS c, hash_record_extended(ROW(${values.join(', ')}), 0) AS h
           FROM (${table.query}\n) AS q${from === null ? '' : ` WHERE ${cursor} >= $2::text::${type}`}) AS r GROUP BY 1`,
    { values: from === null ? [bounds] : [bounds, from] },
  );
  await client.query('SET LOCAL max_parallel_workers_per_gather = 0');
  if (rows.some(({ block }) => block === null)) return null;
  const found = new Map(rows.map((row) => [row.block, row]));
  return [from, ...bounds].map((bound, index) => {
    const { rows: count, digest } = found.get(index) ?? { rows: '0', digest: '0' };
    return { from: bound, rows: Number(count), digest };
  });
}

/** A value as it is hashed: two that are carried as two must differ, where Postgres may call them equal. */
function hashed(value: string, type: CarriedType): string {
  switch (type.kind) {
    case 'float4':
    case 'float8':
      return `${type.kind}send(${value})`;
    case 'interval':
      return `interval_send(${value})`;
    case 'text':
    case 'char1':
      return `${value}::text COLLATE "C"`;
    case 'json':
    case 'jsonb':
    case 'list':
    case 'numeric-text':
    case 'numeric-double':
      return `${value}::text`;
    default:
      return value;
  }
}

/** Keeps the blocks of a table in its snapshot, for the next one to compare. */
export async function writeBlocks(
  connection: DuckDBConnection,
  { table, blocks }: { readonly table: string; readonly blocks: readonly Block[] },
): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS labbook');
  await connection.run('CREATE TABLE IF NOT EXISTS labbook.blocks (info VARCHAR)');
  await connection.run('INSERT INTO labbook.blocks VALUES ($info)', {
    info: JSON.stringify({ table, blocks }),
  });
}

/** Those of the earlier snapshot, which is attached as `earlier`; null where it has none. */
export async function readBlocks(
  connection: DuckDBConnection,
  table: string,
): Promise<readonly Block[] | null> {
  try {
    const reader = await connection.runAndReadAll('SELECT info FROM earlier.labbook.blocks');
    const kept = reader
      .getRows()
      .map((row) => JSON.parse(String(row[0])) as { table: string; blocks: readonly Block[] });
    return kept.find((one) => one.table === table)?.blocks ?? null;
  } catch {
    // A snapshot of before, or one without such tables.
    return null;
  }
}
