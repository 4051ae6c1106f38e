import { createHash, type Hash } from 'node:crypto';
import { type Digest, digestFromHex, digestOf } from '../base/digest.ts';
import { duckdbType } from './carried-type.ts';
import type { ColumnBuffer } from './column-buffer.ts';
import type { Column } from './copy-decoder.ts';

export interface TableContent {
  readonly digest: Digest;
  /** One a column, in the table's order. */
  readonly columns: readonly Digest[];
}

/**
 * Reads the rows of a table in their order, block by block, and gives the digest of its content: a SHA-256
 * of each column's validity bytes, slots, long strings and list elements, as `ColumnBuffer` lays them out,
 * and one over those with names, types and the number of rows. Where a block begins plays no part.
 */
export class ContentHash {
  private readonly columns: readonly Column[];
  private readonly hashes: readonly ColumnHash[];
  private rows = 0;

  constructor(columns: readonly Column[]) {
    this.columns = columns;
    this.hashes = columns.map((column) => columnHash(column.type.kind === 'list'));
  }

  add(buffers: readonly ColumnBuffer[], rows: number): void {
    this.rows += rows;
    for (const [index, buffer] of buffers.entries())
      addColumn(this.hashes[index] as ColumnHash, buffer, rows);
  }

  finish(): TableContent {
    const columns = this.hashes.map(finishColumn);
    const described = this.columns.map((column, index) => ({
      name: column.name,
      type: duckdbType(column.type),
      content: columns[index],
    }));
    return { digest: digestOf('table-content/1', { rows: this.rows, columns: described }), columns };
  }
}

interface ColumnHash {
  readonly valid: Hash;
  readonly slots: Hash;
  readonly heap: Hash;
  child: ColumnHash | null;
}

function columnHash(isList: boolean): ColumnHash {
  const sha256 = () => createHash('sha256');
  return { valid: sha256(), slots: sha256(), heap: sha256(), child: isList ? columnHash(false) : null };
}

function addColumn(hash: ColumnHash, buffer: ColumnBuffer, rows: number): void {
  hash.valid.update(buffer.valid.subarray(0, rows));
  hash.slots.update(buffer.bytes.subarray(0, rows * buffer.width));
  if (buffer.heapUsed > 0) hash.heap.update(buffer.heap.subarray(0, buffer.heapUsed));
  if (buffer.child !== null && hash.child !== null) addColumn(hash.child, buffer.child, buffer.child.rows);
}

function finishColumn(hash: ColumnHash): Digest {
  return digestOf('column-content/1', {
    valid: digestFromHex(hash.valid.digest('hex')),
    slots: digestFromHex(hash.slots.digest('hex')),
    heap: digestFromHex(hash.heap.digest('hex')),
    child: hash.child === null ? null : finishColumn(hash.child),
  });
}
