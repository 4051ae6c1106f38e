import type { Column } from '../columns.ts';

/**
 * What a column of a table file holds. In memory `date`, `timestamp` (no zone, taken as UTC) and
 * `timestamptz` are milliseconds since 1970-01-01T00:00Z, `int64` is a `Float64Array` of whole numbers, and
 * `boolean` is 0 or 1.
 */
export type ColumnType =
  | 'float64'
  | 'float32'
  | 'int64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint8'
  | 'boolean'
  | 'text'
  | 'date'
  | 'timestamp'
  | 'timestamptz';

/** The type that a column is written as where the caller names none. */
export function columnTypeOf(column: Column): ColumnType {
  if (column instanceof Float64Array) return 'float64';
  if (column instanceof Float32Array) return 'float32';
  if (column instanceof Int32Array) return 'int32';
  if (column instanceof Uint32Array) return 'uint32';
  if (column instanceof Int16Array) return 'int16';
  if (column instanceof Uint8Array) return 'uint8';
  return 'text';
}

/** The type that a DuckDB column comes as; undefined for what a table of columns cannot carry. */
export function columnTypeOfSql(sqlType: string): ColumnType | undefined {
  if (sqlType.startsWith('DECIMAL')) return 'float64';
  if (sqlType.startsWith('ENUM(')) return 'text';
  return FROM_SQL[sqlType];
}

/** The DuckDB type that a column of this type is kept as in a file. */
export function sqlTypeOf(type: ColumnType): string {
  return TO_SQL[type];
}

const TO_SQL: Readonly<Record<ColumnType, string>> = {
  float64: 'DOUBLE',
  float32: 'FLOAT',
  int64: 'BIGINT',
  int32: 'INTEGER',
  uint32: 'UINTEGER',
  int16: 'SMALLINT',
  uint8: 'UTINYINT',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
};

const FROM_SQL: Readonly<Record<string, ColumnType>> = {
  DOUBLE: 'float64',
  FLOAT: 'float32',
  HUGEINT: 'int64',
  UHUGEINT: 'int64',
  BIGINT: 'int64',
  UBIGINT: 'int64',
  INTEGER: 'int32',
  UINTEGER: 'uint32',
  SMALLINT: 'int16',
  USMALLINT: 'int32',
  TINYINT: 'int16',
  UTINYINT: 'uint8',
  BOOLEAN: 'boolean',
  VARCHAR: 'text',
  UUID: 'text',
  JSON: 'text',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
};
