import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { duckdbType } from './carried-type.ts';
import { type ColumnBuffer, inlineBytes } from './column-buffer.ts';
import type { Column } from './copy-decoder.ts';

/** A DuckDB file being written. Close it, whatever happens; the file is whole after `close`. */
export interface SnapshotFile {
  readonly connection: DuckDBConnection;
  /** Tables with a −0.0, whose numbers are stored as they are. */
  readonly plainTables: Set<string>;
  close(): void;
}

/** `memoryMb` is what DuckDB may take; what it cannot keep there it writes to `spillFolder`. */
export async function openSnapshotFile(
  path: string,
  { spillFolder, memoryMb }: { readonly spillFolder: string; readonly memoryMb: number },
): Promise<SnapshotFile> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance: DuckDBInstance = await DuckDBInstance.create(path, {
    memory_limit: `${memoryMb}MB`,
    threads: '2',
    temp_directory: spillFolder,
    checkpoint_threshold: '64MB',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  return {
    connection,
    plainTables: new Set(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** With `isPlain`, numbers are not compressed: compression may keep 0 for −0.0. */
export function createTableSql(
  table: string,
  columns: readonly Column[],
  { isPlain }: { readonly isPlain: boolean },
): string {
  const lines = columns.map((column) => {
    const type = duckdbType(column.type);
    const storage = isPlain && /^(FLOAT|DOUBLE)/.test(type) ? ' USING COMPRESSION uncompressed' : '';
    return `${quoted(column.name)} ${type}${storage}`;
  });
  return `CREATE TABLE ${quoted(table)} (${lines.join(', ')})`;
}

/** Appends blocks to one table, copying whole vectors. */
export interface BlockAppender {
  append(buffers: readonly ColumnBuffer[], rows: number): void;
  close(): void;
}

export async function openAppender(connection: DuckDBConnection, table: string): Promise<BlockAppender> {
  const { DuckDBDataChunk } = await import('@duckdb/node-api');
  const { default: bindings } = await import('@duckdb/node-bindings');
  const appender: DuckDBAppender = await connection.createAppender(table);
  const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
  // One chunk for all blocks: its memory is native, and the garbage collector does not see how much it is.
  const chunk = DuckDBDataChunk.create(types);
  type Vector = ReturnType<typeof bindings.data_chunk_get_vector>;

  function fill(vector: Vector, buffer: ColumnBuffer, rows: number): void {
    if (buffer.child === null) {
      bindings.copy_data_to_vector(vector, 0, buffer.bytes.buffer as ArrayBuffer, 0, rows * buffer.width);
      if (buffer.isVarlen && buffer.heapUsed > 0) fillLongStrings(vector, buffer, rows);
    } else {
      fillList(vector, buffer, buffer.child, rows);
    }
    if (buffer.nulls === 0) return;
    const bits = new Uint8Array(Math.ceil(rows / 64) * 8);
    for (let row = 0; row < rows; row++) {
      if (buffer.valid[row] === 1) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
    }
    bindings.vector_ensure_validity_writable(vector);
    bindings.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length);
  }

  function fillLongStrings(vector: Vector, buffer: ColumnBuffer, rows: number): void {
    for (let row = 0; row < rows; row++) {
      if ((buffer.i32[row << 2] as number) > inlineBytes) {
        bindings.vector_assign_string_element_len(vector, row, buffer.bytesAt(row));
      }
    }
  }

  function fillList(vector: Vector, buffer: ColumnBuffer, child: ColumnBuffer, rows: number): void {
    const entries = new BigUint64Array(rows * 2);
    let offset = 0;
    for (let row = 0; row < rows; row++) {
      const length = buffer.i32[row] as number;
      entries[row * 2] = BigInt(offset);
      entries[row * 2 + 1] = BigInt(length);
      offset += length;
    }
    bindings.list_vector_reserve(vector, Math.max(child.rows, 1));
    bindings.list_vector_set_size(vector, child.rows);
    bindings.copy_data_to_vector(vector, 0, entries.buffer, 0, entries.byteLength);
    if (child.rows > 0) fill(bindings.list_vector_get_child(vector), child, child.rows);
  }

  return {
    append(buffers, rows) {
      chunk.reset();
      chunk.rowCount = rows;
      for (const [index, buffer] of buffers.entries()) {
        fill(bindings.data_chunk_get_vector(chunk.chunk, index), buffer, rows);
      }
      appender.appendDataChunk(chunk);
    },
    close: () => appender.closeSync(),
  };
}
