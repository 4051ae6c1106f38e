import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column } from '../columns.ts';
import type { ColumnType } from './column-type.ts';

/**
 * Runs a SELECT whose columns are DOUBLE (missing: NaN) or, for `text`, VARCHAR, and gives each as an array of
 * its type: streamed a DuckDB vector at a time, so that no row object is ever made.
 */
export async function readColumnChunks(
  connection: DuckDBConnection,
  { sql, types }: { sql: string; types: readonly ColumnType[] },
): Promise<Column[]> {
  const sinks = types.map((type) => (type === 'text' ? textSink() : numberSink(type)));
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    for (const [i, sink] of sinks.entries()) sink.take(chunk.getColumnVector(i), chunk.rowCount);
  }
  return sinks.map((sink) => sink.finish());
}

interface Sink {
  take(vector: { getItem(index: number): unknown }, rows: number): void;
  finish(): Column;
}

/** How many distinct texts of a column are shared between its rows; beyond that, equal texts may be copies. */
const SHARED_TEXTS = 65_536;

/**
 * DuckDB hands out a new string a row. Rows share one instead: a million symbols then cost a million pointers,
 * and the garbage collector has little to walk.
 */
function textSink(): Sink {
  const values: (string | null)[] = [];
  const shared = new Map<string, string>();
  return {
    take(vector, rows) {
      for (let i = 0; i < rows; i++) {
        const text = vector.getItem(i) as string | null;
        const known = text === null ? null : shared.get(text);
        if (known === undefined && text !== null && shared.size < SHARED_TEXTS) shared.set(text, text);
        values.push(known ?? text);
      }
    },
    finish: () => values,
  };
}

function numberSink(type: ColumnType): Sink {
  let values = new Float64Array(4096);
  let length = 0;
  return {
    take(vector, rows) {
      if (length + rows > values.length) {
        const grown = new Float64Array(Math.max(values.length * 2, length + rows));
        grown.set(values.subarray(0, length));
        values = grown;
      }
      for (let i = 0; i < rows; i++) values[length + i] = vector.getItem(i) as number;
      length += rows;
    },
    finish: () => narrowed(values.subarray(0, length), type),
  };
}

/** The values in the smallest array of their type; integers with a missing value stay `Float64Array`. */
function narrowed(values: Float64Array, type: ColumnType): Column {
  switch (type) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return values.some(Number.isNaN) ? values.slice() : Int32Array.from(values);
    case 'uint32':
      return values.some(Number.isNaN) ? values.slice() : Uint32Array.from(values);
    case 'int16':
      return values.some(Number.isNaN) ? values.slice() : Int16Array.from(values);
    case 'uint8':
    case 'boolean':
      return values.some(Number.isNaN) ? values.slice() : Uint8Array.from(values);
    default:
      return values.slice();
  }
}
