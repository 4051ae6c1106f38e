import { existsSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import { openDuckDB, sqlName, sqlText } from '../learn/table/open-duckdb.ts';
import type { ColumnSummary } from '../model/column-summary.ts';
import type { OutputFile } from '../model/stage.ts';
import { digestDatabase } from './digest-database.ts';
import type { TableSummary } from './stage-message.ts';
import { tableFormats } from './table-formats.ts';

const maxHistogramBins = 20;
// Whole names: INTERVAL, an ENUM of 'INT' and a list of INTEGER are no numbers.
const numberType = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))$/;
const timeType = /^(DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;

/**
 * Rows and column summaries of the outputs that are tables, and a content digest for each DuckDB file whose
 * stage declared none, unless only its bytes can name it.
 */
export async function summarizeOutputs(
  outputs: Readonly<Record<string, OutputFile>>,
  declared: Readonly<Record<string, Digest>>,
): Promise<{
  readonly tables: Readonly<Record<string, TableSummary>>;
  readonly contents: Readonly<Record<string, Digest>>;
  /** Why an output that is there has no summary: it cannot be read as what its format says. */
  readonly failures: Readonly<Record<string, string>>;
}> {
  const tables: Record<string, TableSummary> = {};
  const contents: Record<string, Digest> = { ...declared };
  const failures: Record<string, string> = {};
  for (const [name, { path, format }] of Object.entries(outputs)) {
    if (!tableFormats.has(format) || !existsSync(path)) continue;
    try {
      const { table, content } = await summarizeOutput({ path, format, isIdentified: name in declared });
      tables[name] = table;
      if (content !== null) contents[name] = content;
    } catch (error) {
      const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      failures[name] = reason.slice(0, 300);
    }
  }
  return { tables, contents, failures };
}

async function summarizeOutput({
  path,
  format,
  isIdentified,
}: OutputFile & { readonly isIdentified: boolean }): Promise<{
  table: TableSummary;
  content: Digest | null;
}> {
  using opened = await openDuckDB([path]);
  const { connection } = opened;
  const relations = await openRelations(connection, { path, format });
  const columns: ColumnSummary[] = [];
  let rows = 0;
  for (const { table, sql } of relations) {
    const summary = await summarizeTable(connection, { table, sql });
    rows += summary.rows;
    columns.push(...summary.columns);
  }
  const isDigested = format === 'duckdb' && !isIdentified;
  const content = isDigested ? await digestDatabase(connection) : null;
  return { table: { rows, columns }, content };
}

interface Relation {
  /** Empty where the file holds one table without a name. */
  readonly table: string;
  readonly sql: string;
}

async function openRelations(
  connection: DuckDBConnection,
  { path, format }: { path: string; format: string },
): Promise<readonly Relation[]> {
  if (format === 'parquet') return [{ table: '', sql: `read_parquet(${sqlText(path)})` }];
  if (format === 'csv') return [{ table: '', sql: `read_csv(${sqlText(path)})` }];
  await connection.run(`ATTACH ${sqlText(path)} AS attached (READ_ONLY)`);
  const found = await connection.runAndReadAll(
    // The schema `labbook` of a snapshot says how it was read; it is not data.
    `SELECT schema_name, table_name FROM duckdb_tables()
     WHERE database_name = 'attached' AND schema_name <> 'labbook' ORDER BY ALL`,
  );
  return found.getRows().map(([schema, table]) => ({
    table: schema === 'main' ? String(table) : `${schema}.${table}`,
    sql: `attached.${sqlName(String(schema))}.${sqlName(String(table))}`,
  }));
}

async function summarizeTable(
  connection: DuckDBConnection,
  { table, sql }: Relation,
): Promise<{ rows: number; columns: readonly ColumnSummary[] }> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${sql}`);
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${sql}`);
  const rows = Number(counted.getRows()[0]?.[0] ?? 0);
  const columns: ColumnSummary[] = [];
  for (const [column, columnType] of described.getRows()) {
    const [name, type] = [String(column), String(columnType)];
    const quoted = sqlName(name);
    const distinct = rows > 10_000 ? `approx_count_distinct(${quoted})` : `count(DISTINCT ${quoted})`;
    const isNested = /\[\]|^(STRUCT|MAP|UNION|LIST)/.test(type);
    const bounds = isNested ? 'NULL, NULL' : `min(${quoted})::VARCHAR, max(${quoted})::VARCHAR`;
    const reader = await connection.runAndReadAll(
      `SELECT count(*) - count(${quoted}), ${distinct}, ${bounds} FROM ${sql}`,
    );
    const [nulls, distinctCount, min, max] = reader.getRows()[0] ?? [];
    columns.push({
      table,
      name,
      type,
      nulls: Number(nulls),
      distinct: Number(distinctCount),
      min: boundValue(min, type),
      max: boundValue(max, type),
      histogram: await histogram(connection, { quoted, type, sql }),
    });
  }
  return { rows, columns };
}

/** Counts in equal bins between minimum and maximum; null for what has no distance, or no spread. */
async function histogram(
  connection: DuckDBConnection,
  { quoted, type, sql }: { quoted: string; type: string; sql: string },
): Promise<readonly number[] | null> {
  const isNumber = numberType.test(type);
  const isTime = timeType.test(type);
  if (!isNumber && !isTime) return null;
  const number = isTime ? `epoch(${quoted})` : `${quoted}::DOUBLE`;
  const reader = await connection.runAndReadAll(
    `WITH v AS (SELECT ${number} AS x FROM ${sql} WHERE ${quoted} IS NOT NULL AND isfinite(${number})),
          b AS (SELECT min(x) AS lo, max(x) AS hi FROM v)
     SELECT least(${maxHistogramBins - 1}, floor((x - lo) / (hi - lo) * ${maxHistogramBins}))::INTEGER AS bin, count(*)
     FROM v, b WHERE hi > lo GROUP BY bin ORDER BY bin`,
  );
  const bins = reader.getRows();
  if (bins.length === 0) return null;
  const counts = new Array<number>(maxHistogramBins).fill(0);
  for (const [bin, count] of bins) counts[Number(bin)] = Number(count);
  return counts;
}

function boundValue(value: unknown, type: string): Json {
  if (value === null || value === undefined) return null;
  const text = String(value);
  const isNumber = numberType.test(type);
  const number = Number(text);
  // Digits that a double would round away stand as text.
  const isWhole = text.replace(/\D/g, '').length <= 15 || Number.isSafeInteger(number);
  if (isNumber && Number.isFinite(number) && (isWhole || /DOUBLE|FLOAT/.test(type))) return number;
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
