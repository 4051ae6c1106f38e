import { rename, rm, writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { type Column, type Columns, rowCount } from '../columns.ts';
import { type ColumnType, columnTypeOf, sqlTypeOf } from './column-type.ts';
import { openDuckDB, sqlName, sqlText } from './open-duckdb.ts';

/**
 * Writes columns to a `.parquet` or `.csv` file, in place of what was there only once all is written. NaN is
 * written as missing, instants are milliseconds since 1970-01-01T00:00Z.
 *
 * Equal columns give equal bytes in any process with the same version of DuckDB: one thread, a fixed
 * compression (Zstandard), a fixed row group (122,880 rows). Throws for columns of unequal length, for names
 * in the options that are not there, and where a value does not fit its type.
 */
export async function writeTable(
  path: string,
  columns: Columns,
  { sortBy = [], types = {} }: WriteTableOptions = {},
): Promise<void> {
  const file = resolve(path);
  const format = COPY_FORMATS[extname(file)];
  if (format === undefined) throw new Error(`${path} is not a table file to write: .parquet and .csv are`);
  const rows = rowCount(columns);
  for (const name of [...sortBy, ...Object.keys(types)]) {
    if (columns[name] === undefined) throw new Error(`there is no column "${name}" to write to ${path}`);
  }
  const entries = Object.entries(columns).map(([name, column]) => {
    const type = types[name] ?? columnTypeOf(column);
    checkFits(name, { column, type });
    return { name, column, type };
  });
  if (entries.length === 0) throw new Error(`there are no columns to write to ${path}`);

  const partial = `${file}.partial-${process.pid}`;
  await begin(partial, { file, path });
  const projection = entries.map(({ name, type }, i) => `${stored(`c${i}`, type)} AS ${sqlName(name)}`);
  const keys = sortBy.map((name) => `c${entries.findIndex((entry) => entry.name === name)}`);
  // Without a sort DuckDB keeps the order of insertion; with one, equal rows keep it by their row number.
  const order =
    keys.length === 0 ? '' : `ORDER BY ${keys.map((key) => `${key} ASC NULLS LAST, `).join('')}rowid`;
  try {
    using database = await openDuckDB([partial]);
    await database.confine();
    await load(database.connection, { entries, rows });
    await database.connection.run(
      `COPY (SELECT ${projection.join(', ')} FROM written ${order})
       TO ${sqlText(partial)} (${format}, USE_TMP_FILE false)`,
    );
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** How `writeTable` writes. */
export interface WriteTableOptions {
  /**
   * Rows are ordered by these columns, text by code point, missing last, then by their place; by default they
   * stay as they stand.
   */
  readonly sortBy?: readonly string[];
  /** What a column holds, where its array does not say: `date`, `timestamptz`, `boolean`, `int64`. */
  readonly types?: Readonly<Record<string, ColumnType>>;
}

/**
 * Makes the file that DuckDB will fill, by way of Node: native code passes Node's permission model, and a stage
 * that writes what it did not declare has to fail here.
 */
async function begin(partial: string, { file, path }: { file: string; path: string }): Promise<void> {
  try {
    await writeFile(partial, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`the folder of ${path} does not exist`);
    // The stage's author knows the file, not its temporary name.
    if (code === 'ERR_ACCESS_DENIED') Object.assign(error as Error, { resource: file });
    throw error;
  }
}

const COPY_FORMATS: Readonly<Record<string, string>> = {
  '.parquet': 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880',
  '.csv': 'FORMAT csv, HEADER true',
};

interface Entry {
  readonly name: string;
  readonly column: Column;
  readonly type: ColumnType;
}

const CHUNK_ROWS = 2048;

async function load(
  connection: DuckDBConnection,
  { entries, rows }: { entries: readonly Entry[]; rows: number },
): Promise<void> {
  const { DuckDBDataChunk, DOUBLE, VARCHAR } = await import('@duckdb/node-api');
  const sqlTypes: DuckDBType[] = entries.map(({ type }) => (type === 'text' ? VARCHAR : DOUBLE));
  await connection.run(
    `CREATE TABLE written (${sqlTypes.map((type, i) => `c${i} ${type.toString()}`).join(', ')})`,
  );
  const appender = await connection.createAppender('written');
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - start);
    const chunk = DuckDBDataChunk.create(sqlTypes, count);
    for (const [i, { column }] of entries.entries()) {
      const vector = chunk.getColumnVector(i);
      for (let row = 0; row < count; row++) {
        const value = column[start + row] ?? null;
        vector.setItem(row, typeof value === 'number' && Number.isNaN(value) ? null : value);
      }
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}

/** The expression that turns a loaded column (DOUBLE or VARCHAR) into its type in the file. */
function stored(column: string, type: ColumnType): string {
  switch (type) {
    case 'date':
      return `CAST(epoch_ms(CAST(${column} AS BIGINT)) AS DATE)`;
    case 'timestamp':
    case 'timestamptz': {
      // Whole milliseconds by way of integers, which are exact where microseconds exceed 2^53.
      const instant = `CASE WHEN ${column} = trunc(${column}) THEN epoch_ms(CAST(${column} AS BIGINT))
        ELSE make_timestamp(CAST(round(${column} * 1000) AS BIGINT)) END`;
      return type === 'timestamp' ? instant : `CAST(${instant} AS TIMESTAMPTZ)`;
    }
    case 'text':
    case 'float64':
      return column;
    default:
      return `CAST(${column} AS ${sqlTypeOf(type)})`;
  }
}

/** Throws for a value that the type would round or refuse, naming its row. */
function checkFits(name: string, { column, type }: { column: Column; type: ColumnType }): void {
  const isNumeric = ArrayBuffer.isView(column);
  if (isNumeric === (type === 'text')) {
    throw new Error(
      `column "${name}" holds ${isNumeric ? 'numbers' : 'text'}; it cannot be written as ${type}`,
    );
  }
  const [low, high] = RANGES[type] ?? [-Infinity, Infinity];
  const isWhole = RANGES[type] !== undefined && type !== 'timestamp' && type !== 'timestamptz';
  if (!isNumeric) {
    const row = column.findIndex((text) => text !== null && /\p{Surrogate}/u.test(text));
    if (row !== -1)
      throw new Error(`column "${name}" row ${row} holds half a surrogate pair, which is no text`);
    return;
  }
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    if (value < low || value > high || (isWhole && value % 1 !== 0 && !Number.isNaN(value))) {
      throw new Error(`column "${name}" row ${row}: ${value} does not fit ${type}`);
    }
    if (type === 'date' && value % 86_400_000 !== 0 && !Number.isNaN(value)) {
      throw new Error(
        `column "${name}" row ${row}: ${new Date(value).toISOString()} is not a whole day in UTC`,
      );
    }
  }
}

/** What each type can hold; instants are bounded by what JavaScript's `Date` can name. */
const RANGES: Readonly<Partial<Record<ColumnType, readonly [number, number]>>> = {
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  int16: [-32768, 32767],
  uint8: [0, 255],
  boolean: [0, 1],
  date: [-8.64e15, 8.64e15],
  timestamp: [-8.64e15, 8.64e15],
  timestamptz: [-8.64e15, 8.64e15],
};
