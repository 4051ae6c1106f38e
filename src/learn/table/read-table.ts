import { access, constants } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column, Columns } from '../columns.ts';
import { type ColumnType, columnTypeOfSql, sqlTypeOf } from './column-type.ts';
import { type ConfinedDuckDB, openDuckDB, sqlName, sqlText } from './open-duckdb.ts';
import { readColumnChunks } from './read-column-chunks.ts';

/**
 * Reads a `.parquet`, `.csv`, `.json`, `.ndjson`, `.jsonl` or `.duckdb` file as columns, in the file's or the query's order.
 *
 * DOUBLE, DECIMAL and 64-bit integers come as `Float64Array`, FLOAT as `Float32Array`, 32-bit and shorter
 * integers as integer arrays, BOOLEAN as a `Uint8Array` of 0 and 1; an integer or boolean column with a
 * missing value comes as a `Float64Array` with NaN there. DATE, TIMESTAMP and TIMESTAMPTZ come as a
 * `Float64Array` of milliseconds since 1970-01-01T00:00Z. VARCHAR, ENUM, UUID and JSON come as text.
 *
 * Throws for a file that is missing or may not be read, a column that is not there, a type that columns cannot
 * carry, an integer beyond 2^53 − 1 and an infinite date.
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Columns> {
  using database = await openSource(path, options);
  const relation = `(${sourceQuery(options)}\n) AS source`;
  const found = await describe(database.connection, relation);
  const wanted = selectColumns(found, { path, columns: options.columns });
  const projection = wanted.map(([name, type], i) => `${projected(name, type)} AS c${i}`).join(', ');
  const arrays = await readColumnChunks(database.connection, {
    sql: `SELECT ${projection} FROM ${relation}`,
    types: wanted.map(([, type]) => type),
  });
  return Object.fromEntries(wanted.map(([name], i) => [name, arrays[i] as Column]));
}

/** Which part of a file `readTable` reads. */
export interface ReadTableOptions {
  /** The columns wanted, in this order; all by default. */
  readonly columns?: readonly string[];
  /** The table of a `.duckdb` file; there it is needed unless a `query` is given. */
  readonly table?: string;
  /** What columns of a `.csv` or JSON file hold, where a look at their values would mislead: `text` for "007". */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /**
   * A SELECT of DuckDB's SQL. It sees a Parquet, CSV or JSON file as the table `input`, a `.duckdb` file's tables by
   * their own names, and nothing else on the machine.
   */
  readonly query?: string;
}

/** The types of the columns that `readTable` would read with these options, so that a copy can be written. */
export async function readTableTypes(
  path: string,
  options: ReadTableOptions = {},
): Promise<Readonly<Record<string, ColumnType>>> {
  using database = await openSource(path, options);
  const found = await describe(database.connection, `(${sourceQuery(options)}\n) AS source`);
  return Object.fromEntries(selectColumns(found, { path, columns: options.columns }));
}

async function openSource(path: string, { table, query, types }: ReadTableOptions): Promise<ConfinedDuckDB> {
  const file = resolve(path);
  // Asked of Node before DuckDB opens it: native code passes Node's permission model, and a stage that reads
  // what it did not declare has to fail here.
  await access(file, constants.R_OK);
  if (table !== undefined && query !== undefined) throw new Error('give a `table` or a `query`, not both');
  const format = extname(file);
  const database = await openDuckDB([file, escapeGlob(file), `${file}.wal`]);
  try {
    if (format === '.duckdb') {
      if (table === undefined && query === undefined) {
        throw new Error(`${path} may hold many tables: name a \`table\`, or give a \`query\``);
      }
      await database.connection.run(`ATTACH ${sqlText(file)} AS source_file (READ_ONLY); USE source_file`);
    } else if (format in SCANS) {
      if (table !== undefined) throw new Error(`\`table\` is for .duckdb files; ${path} is one table`);
      if (types !== undefined && format === '.parquet')
        throw new Error(`${path} tells its types itself: give none`);
      // DuckDB reads a list that was cut off as far as it goes.
      if (format === '.json') await requireWholeJson(database.connection, { file, path });
      const scan = SCANS[format]!(sqlText(escapeGlob(file)), types);
      await database.connection.run(`CREATE VIEW input AS SELECT * FROM ${scan}`);
    } else {
      throw new Error(`${path} is not a table file: ${Object.keys(SCANS).join(', ')} and .duckdb are`);
    }
    await database.confine();
    return database;
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
}

async function requireWholeJson(
  connection: DuckDBConnection,
  { file, path }: { file: string; path: string },
): Promise<void> {
  const asked = `SELECT json_valid(content) FROM read_text(${sqlText(escapeGlob(file))})`;
  const [[isValid] = []] = await (await connection.run(asked)).getRows();
  if (isValid !== true) throw new Error(`${path} is no whole JSON: it may have been cut off`);
}

type Scan = (file: string, types?: Readonly<Record<string, ColumnType>>) => string;

/**
 * By ending: how DuckDB reads a file. Types are settled by the whole file, not by a sample of it; an empty text in
 * quotes is no missing one. `.json` is a list of objects.
 */
const SCANS: Readonly<Record<string, Scan>> = {
  '.parquet': (file) => `read_parquet(${file})`,
  '.csv': (file, types) =>
    `read_csv(${file}, sample_size = -1, allow_quoted_nulls = false${typesOption('types', types)})`,
  '.json': (file, types) => scanJson(file, { format: 'array', types }),
  '.ndjson': (file, types) => scanJson(file, { format: 'newline_delimited', types }),
  '.jsonl': (file, types) => scanJson(file, { format: 'newline_delimited', types }),
};

function scanJson(
  file: string,
  { format, types }: { format: string; types: Readonly<Record<string, ColumnType>> | undefined },
): string {
  const replaced = Object.entries(types ?? {}).map(
    ([name, type]) => `CAST(${sqlName(name)} AS ${sqlTypeOf(type)}) AS ${sqlName(name)}`,
  );
  const columns = replaced.length === 0 ? '*' : `* REPLACE (${replaced.join(', ')})`;
  return `(SELECT ${columns} FROM read_json(${file}, format = '${format}', sample_size = -1))`;
}

function typesOption(option: string, types: Readonly<Record<string, ColumnType>> = {}): string {
  const named = Object.entries(types).map(([name, type]) => `${sqlText(name)}: ${sqlText(sqlTypeOf(type))}`);
  return named.length === 0 ? '' : `, ${option} = {${named.join(', ')}}`;
}

function sourceQuery({ table, query }: ReadTableOptions): string {
  return query?.replace(/[;\s]+$/, '') ?? `SELECT * FROM ${sqlName(table ?? 'input')}`;
}

/** Names and SQL types of the columns of a relation. */
async function describe(connection: DuckDBConnection, relation: string): Promise<Map<string, string>> {
  const result = await connection.run(`DESCRIBE SELECT * FROM ${relation}`);
  const [names = [], types = []] = await result.getColumns();
  const found = new Map<string, string>();
  for (let i = 0; i < names.length; i++) found.set(String(names[i]), String(types[i]));
  return found;
}

function selectColumns(
  found: ReadonlyMap<string, string>,
  { path, columns }: { path: string; columns: readonly string[] | undefined },
): (readonly [string, ColumnType])[] {
  if (columns?.length === 0)
    throw new Error(`no column of ${path} is asked for: name one, or leave \`columns\` out`);
  return (columns ?? [...found.keys()]).map((name) => {
    const sqlType = found.get(name);
    if (sqlType === undefined) {
      throw new Error(`${path} has no column "${name}"; its columns are ${[...found.keys()].join(', ')}`);
    }
    const type = columnTypeOfSql(sqlType);
    if (type === undefined) {
      throw new Error(
        `column "${name}" of ${path} is ${sqlType}, which a column cannot carry: cast it in a query`,
      );
    }
    return [name, type] as const;
  });
}

/** The column as DOUBLE (missing: NaN) or VARCHAR (missing: NULL), converted by DuckDB a vector at a time. */
function projected(name: string, type: ColumnType): string {
  const column = sqlName(name);
  const refused = (what: string) => `error(${sqlText(`column ${JSON.stringify(name)} holds ${what}`)})`;
  switch (type) {
    case 'text':
      return `CAST(${column} AS VARCHAR)`;
    case 'date':
    case 'timestamp':
    case 'timestamptz': {
      const instant = type === 'timestamptz' ? column : `CAST(${column} AS TIMESTAMP)`;
      const micros = `epoch_us(${instant})`;
      return `CASE WHEN ${column} IS NULL THEN 'NaN'::DOUBLE
        WHEN isinf(${column}) THEN ${refused('an infinite date')}
        WHEN ${micros} % 1000 = 0 THEN CAST(${micros} // 1000 AS DOUBLE)
        ELSE CAST(${micros} AS DOUBLE) / 1000 END`;
    }
    case 'int64':
      return `CASE WHEN ${column} IS NULL THEN 'NaN'::DOUBLE
        WHEN ${column} BETWEEN -${Number.MAX_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER} THEN CAST(${column} AS DOUBLE)
        ELSE ${refused('an integer beyond 2^53 - 1, which a number cannot hold exactly: cast it in a query')} END`;
    default:
      return `coalesce(CAST(${column} AS DOUBLE), 'NaN'::DOUBLE)`;
  }
}

/** DuckDB reads `*`, `?` and `[` in a file name as a pattern. */
function escapeGlob(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}
