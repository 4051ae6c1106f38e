import { ColumnBuffer } from './column-buffer.ts';
import type { Column } from './copy-decoder.ts';

/** What the rows seen so far say: in ascending order of the key, or not, or refused. */
export type KeyOrderState =
  | { readonly kind: 'ascending' }
  | { readonly kind: 'unordered' }
  | { readonly kind: 'null-key'; readonly column: string }
  | { readonly kind: 'duplicate-key'; readonly values: readonly string[] };

/**
 * Watches whether rows come in strictly ascending order of their key: numbers by value, text by its UTF-8
 * bytes, UUIDs by theirs, labels of an enum in its order (DuckDB's order, without a collation). Rows that
 * do are proved unique on the way; for others that stays open until they have been sorted.
 */
export class KeyOrder {
  state: KeyOrderState = { kind: 'ascending' };
  private readonly keys: readonly {
    readonly index: number;
    readonly column: Column;
    readonly compare: Compare;
  }[];
  private readonly last: readonly ColumnBuffer[];
  private hasLast = false;

  constructor(columns: readonly Column[], key: readonly string[]) {
    this.keys = key.map((name) => {
      const index = columns.findIndex((column) => column.name === name);
      const column = columns[index];
      if (column === undefined) throw new Error(`no column "${name}"`);
      return { index, column, compare: compareOf(column) };
    });
    this.last = this.keys.map(({ column }) => new ColumnBuffer(column.type, 1));
  }

  add(buffers: readonly ColumnBuffer[], rows: number): void {
    if (rows === 0 || this.keys.length === 0) return;
    for (const { index, column } of this.keys) {
      if ((buffers[index] as ColumnBuffer).nulls > 0) this.state = { kind: 'null-key', column: column.name };
    }
    if (this.state.kind !== 'ascending') return;
    if (this.hasLast) this.step(this.last, 0, buffers, 0, true);
    for (let row = 1; row < rows && this.state.kind === 'ascending'; row++) {
      this.step(buffers, row - 1, buffers, row, false);
    }
    for (const [position, { index }] of this.keys.entries()) {
      copyRow(buffers[index] as ColumnBuffer, rows - 1, this.last[position] as ColumnBuffer);
    }
    this.hasLast = true;
  }

  private step(
    before: readonly ColumnBuffer[],
    beforeRow: number,
    after: readonly ColumnBuffer[],
    row: number,
    isAcross: boolean,
  ): void {
    for (let position = 0; position < this.keys.length; position++) {
      const { index, compare } = this.keys[position] as (typeof this.keys)[number];
      const a = before[isAcross ? position : index] as ColumnBuffer;
      const order = compare(a, beforeRow, after[index] as ColumnBuffer, row);
      if (order < 0) return;
      if (order > 0) {
        this.state = { kind: 'unordered' };
        return;
      }
    }
    this.state = { kind: 'duplicate-key', values: [] };
  }
}

type Compare = (a: ColumnBuffer, row: number, b: ColumnBuffer, other: number) => number;

function compareOf(column: Column): Compare {
  const width = new ColumnBuffer(column.type, 1).width;
  const { kind } = column.type;
  if (kind === 'text' || kind === 'char1' || kind === 'blob') return compareBytes;
  if (kind === 'boolean' || (kind === 'enum' && width === 1)) {
    return (a, row, b, other) => (a.bytes[row] as number) - (b.bytes[other] as number);
  }
  if (kind === 'enum' && width === 2) {
    return (a, row, b, other) => a.view.getUint16(row * 2, true) - b.view.getUint16(other * 2, true);
  }
  if (kind === 'oid') {
    return (a, row, b, other) => ((a.i32[row] as number) >>> 0) - ((b.i32[other] as number) >>> 0);
  }
  if (width === 2) return (a, row, b, other) => (a.i16[row] as number) - (b.i16[other] as number);
  const words = width >> 2;
  return (a, row, b, other) => {
    // The highest word is signed, those below are not.
    const from = row * words;
    const to = other * words;
    let order = (a.i32[from + words - 1] as number) - (b.i32[to + words - 1] as number);
    for (let word = words - 2; order === 0 && word >= 0; word--) {
      order = ((a.i32[from + word] as number) >>> 0) - ((b.i32[to + word] as number) >>> 0);
    }
    return order;
  };
}

function compareBytes(a: ColumnBuffer, row: number, b: ColumnBuffer, other: number): number {
  const lengthA = a.i32[row << 2] as number;
  const lengthB = b.i32[other << 2] as number;
  if (lengthA > 12 || lengthB > 12) return Buffer.compare(a.bytesAt(row), b.bytesAt(other));
  const from = (row << 4) + 4;
  const to = (other << 4) + 4;
  const length = Math.min(lengthA, lengthB);
  for (let i = 0; i < length; i++) {
    const order = (a.bytes[from + i] as number) - (b.bytes[to + i] as number);
    if (order !== 0) return order;
  }
  return lengthA - lengthB;
}

/** Makes the one row of `to` that row of `from`, which is not NULL. */
function copyRow(from: ColumnBuffer, row: number, to: ColumnBuffer): void {
  to.clear();
  if (from.isVarlen) {
    const bytes = from.bytesAt(row);
    to.addBytes(bytes, 0, bytes.length);
    return;
  }
  to.bytes.set(from.bytes.subarray(row * from.width, (row + 1) * from.width));
  to.valid[0] = 1;
  to.rows = 1;
}
