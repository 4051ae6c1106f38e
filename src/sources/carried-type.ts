/**
 * How a Postgres type is carried into DuckDB without loss. The vector layout of each is DuckDB's own
 * (little-endian), so that blocks are copied into DuckDB as they stand.
 */
export type CarriedType =
  | { readonly kind: 'boolean' | 'int2' | 'int4' | 'int8' | 'oid' | 'float4' | 'float8' }
  | { readonly kind: 'date' | 'time' | 'timestamp' | 'timestamptz' | 'interval' | 'uuid' }
  | { readonly kind: 'text' | 'char1' | 'json' | 'jsonb' | 'blob' }
  /** `numeric(p, s)` that fits DECIMAL(width, scale), width ≤ 38. */
  | { readonly kind: 'decimal'; readonly width: number; readonly scale: number }
  /** `numeric` of any size, as pipeline.yaml says: its exact decimal text, or the nearest double. */
  | { readonly kind: 'numeric-text' | 'numeric-double' }
  | { readonly kind: 'enum'; readonly labels: readonly string[] }
  /** A one-dimensional array. */
  | { readonly kind: 'list'; readonly element: CarriedType };

/** The type as DuckDB's SQL names it. */
export function duckdbType(type: CarriedType): string {
  switch (type.kind) {
    case 'boolean':
      return 'BOOLEAN';
    case 'int2':
      return 'SMALLINT';
    case 'int4':
      return 'INTEGER';
    case 'int8':
      return 'BIGINT';
    case 'oid':
      return 'UINTEGER';
    case 'float4':
      return 'FLOAT';
    case 'float8':
    case 'numeric-double':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'timestamptz':
      return 'TIMESTAMPTZ';
    case 'interval':
      return 'INTERVAL';
    case 'uuid':
      return 'UUID';
    case 'text':
    case 'char1':
    case 'numeric-text':
      return 'VARCHAR';
    case 'json':
    case 'jsonb':
      return 'JSON';
    case 'blob':
      return 'BLOB';
    case 'decimal':
      return `DECIMAL(${type.width},${type.scale})`;
    case 'enum':
      return `ENUM(${type.labels.map((label) => `'${label.replaceAll("'", "''")}'`).join(', ')})`;
    case 'list':
      return `${duckdbType(type.element)}[]`;
  }
}

/** Bytes of one value in DuckDB's vector; `varlen` for strings (16-byte slots), `list` for list entries. */
export function vectorWidth(type: CarriedType): 1 | 2 | 4 | 8 | 16 | 'varlen' | 'list' {
  switch (type.kind) {
    case 'boolean':
      return 1;
    case 'int2':
      return 2;
    case 'int4':
    case 'oid':
    case 'float4':
    case 'date':
      return 4;
    case 'int8':
    case 'float8':
    case 'numeric-double':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return 8;
    case 'interval':
    case 'uuid':
      return 16;
    case 'decimal':
      return type.width <= 4 ? 2 : type.width <= 9 ? 4 : type.width <= 18 ? 8 : 16;
    case 'enum':
      return type.labels.length <= 255 ? 1 : type.labels.length <= 65535 ? 2 : 4;
    case 'text':
    case 'char1':
    case 'numeric-text':
    case 'json':
    case 'jsonb':
    case 'blob':
      return 'varlen';
    case 'list':
      return 'list';
  }
}

/** Whether rows can be ordered by it in the same way here and in DuckDB, as a key's columns must. */
export function canBeKey(type: CarriedType): boolean {
  return ![
    'float4',
    'float8',
    'interval',
    'json',
    'jsonb',
    'numeric-text',
    'numeric-double',
    'list',
  ].includes(type.kind);
}
