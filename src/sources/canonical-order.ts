import { totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isOutOfMemory } from './classify-file-error.ts';
import { ColumnBuffer, inlineBytes } from './column-buffer.ts';
import { ContentHash, type TableContent } from './content-hash.ts';
import type { Column } from './copy-decoder.ts';
import { KeyOrder, type KeyOrderState } from './key-order.ts';
import { quoted } from './snapshot-writer.ts';

/**
 * Makes a table of a relation's rows, in ascending order of the key. Sorting wide rows takes more memory than
 * reading them: it is given more where what there is was too little.
 */
export async function sortRows(
  connection: DuckDBConnection,
  rows: {
    readonly from: string;
    readonly to: string;
    /** What makes the table, where its columns are stored in a way of their own. */
    readonly into: string | null;
    readonly key: readonly string[];
  },
): Promise<void> {
  const order = rows.key.map((name) => `${quoted(name)} ASC`).join(', ');
  if (rows.into !== null) await connection.run(rows.into);
  const into = rows.into === null ? `CREATE TABLE ${rows.to} AS` : `INSERT INTO ${rows.to}`;
  const sql = `${into} SELECT * FROM ${rows.from} ORDER BY ${order}`;
  try {
    await connection.run(sql);
  } catch (error) {
    if (!isOutOfMemory(error) || totalmem() < sortingBytes * 2) throw error;
    await connection.run(`SET memory_limit = '${sortingBytes >> 20}MB'`);
    await connection.run(sql);
  }
}

const sortingBytes = 640 << 20;

/**
 * Reads a table back in its stored order and gives the digest of its content and whether its key ascends:
 * what streaming the same rows in that order would have given.
 */
export async function readContent(
  connection: DuckDBConnection,
  table: { readonly name: string; readonly columns: readonly Column[]; readonly key: readonly string[] },
): Promise<{ readonly content: TableContent; readonly order: KeyOrderState }> {
  const { default: bindings } = await import('@duckdb/node-bindings');
  type Vector = ReturnType<typeof bindings.data_chunk_get_vector>;
  const hash = new ContentHash(table.columns);
  const order = new KeyOrder(table.columns, table.key);
  const buffers = table.columns.map((column) => new ColumnBuffer(column.type));

  function read(vector: Vector, buffer: ColumnBuffer, from: number, rows: number): void {
    buffer.reserve(buffer.rows + rows);
    const validity = bindings.vector_get_validity(
      vector,
      Math.ceil((from + rows) / 64) * 8,
    ) as Uint8Array | null;
    const isValid = (row: number) =>
      validity === null || (((validity[row >> 3] as number) >> (row & 7)) & 1) === 1;
    if (buffer.child !== null) {
      readList(vector, buffer, buffer.child, from, rows, isValid);
      return;
    }
    const bytes = bindings.vector_get_data(vector, (from + rows) * buffer.width);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let row = from; row < from + rows; row++) {
      if (!isValid(row)) {
        buffer.addNull();
      } else if (!buffer.isVarlen) {
        const to = buffer.rows++;
        buffer.valid[to] = 1;
        buffer.bytes.set(bytes.subarray(row * buffer.width, (row + 1) * buffer.width), to * buffer.width);
      } else {
        const length = view.getUint32(row << 4, true);
        if (length <= inlineBytes) {
          buffer.addBytes(bytes, (row << 4) + 4, length);
        } else {
          buffer.addBytes(
            bindings.get_data_from_pointer(
              bytes.buffer as ArrayBuffer,
              bytes.byteOffset + (row << 4) + 8,
              length,
            ),
            0,
            length,
          );
        }
      }
    }
  }

  function readList(
    vector: Vector,
    buffer: ColumnBuffer,
    child: ColumnBuffer,
    from: number,
    rows: number,
    isValid: (row: number) => boolean,
  ): void {
    const entries = bindings.vector_get_data(vector, (from + rows) * 16);
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
    const elements = bindings.list_vector_get_child(vector);
    for (let row = from; row < from + rows; row++) {
      if (!isValid(row)) {
        buffer.addNull();
        continue;
      }
      const length = Number(view.getBigUint64(row * 16 + 8, true));
      if (length > 0) read(elements, child, Number(view.getBigUint64(row * 16, true)), length);
      const to = buffer.rows++;
      buffer.valid[to] = 1;
      buffer.i32[to] = length;
    }
  }

  const result = await connection.stream(`SELECT * FROM ${table.name}`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    for (const [index, buffer] of buffers.entries()) {
      buffer.clear();
      read(bindings.data_chunk_get_vector(chunk.chunk, index), buffer, 0, chunk.rowCount);
    }
    hash.add(buffers, chunk.rowCount);
    order.add(buffers, chunk.rowCount);
  }
  return { content: hash.finish(), order: order.state };
}
