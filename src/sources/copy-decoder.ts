import type { CarriedType } from './carried-type.ts';
import { blockRows, ColumnBuffer } from './column-buffer.ts';
import { decoderOf, type ValueDecoder } from './decode-copy-value.ts';
import { ValueRefused } from './decode-numeric.ts';

export interface Column {
  readonly name: string;
  readonly type: CarriedType;
  /** The type as Postgres names it: `numeric(10,2)`, `timestamp with time zone`. */
  readonly postgresType: string;
}

/** A value that could not be carried, in which column. */
export class ColumnRefused extends Error {
  readonly column: Column;
  readonly row: number;
  constructor(column: Column, row: number, reason: string) {
    super(reason);
    this.column = column;
    this.row = row;
  }
}

/** A block of long texts ends before it is full, so that memory stays bounded. */
const maxBlockBytes = 4 << 20;

/** "PGCOPY\n\377\r\n\0", with which every binary COPY begins (PostgreSQL manual, COPY, Binary Format). */
const signature = Buffer.from('5047434f50590aff0d0a00', 'hex');

/**
 * Decodes a binary COPY stream into blocks of columns, as bytes come in; `onBlock` gets the same buffers
 * each time and must be done with them when it returns.
 */
export class CopyDecoder {
  readonly columns: readonly Column[];
  readonly buffers: readonly ColumnBuffer[];
  /** Rows decoded so far. */
  rows = 0;
  isComplete = false;
  private readonly decoders: readonly ValueDecoder[];
  private readonly onBlock: (rows: number) => void;
  private pending = new Uint8Array(1 << 18);
  private view = new DataView(this.pending.buffer);
  private used = 0;
  private inBlock = 0;
  private bytesInBlock = 0;
  private hasHeader = false;

  constructor(columns: readonly Column[], onBlock: (rows: number) => void) {
    this.columns = columns;
    this.buffers = columns.map((column) => new ColumnBuffer(column.type));
    this.decoders = columns.map((column) => decoderOf(column.type));
    this.onBlock = onBlock;
  }

  /** Takes the next bytes of the stream. Throws `ColumnRefused`, or an Error where the stream is malformed. */
  push(chunk: Uint8Array): void {
    if (this.used + chunk.length > this.pending.length) {
      const larger = new Uint8Array(Math.max(this.pending.length * 2, this.used + chunk.length));
      larger.set(this.pending.subarray(0, this.used));
      this.pending = larger;
      this.view = new DataView(larger.buffer);
    }
    this.pending.set(chunk, this.used);
    this.used += chunk.length;
    let at = this.hasHeader ? 0 : this.readHeader();
    if (!this.hasHeader) return;
    at = this.readRows(at);
    this.pending.copyWithin(0, at, this.used);
    this.used -= at;
  }

  /** Hands over the rows of the last, partial block. */
  finish(): void {
    if (!this.isComplete || this.used > 0) throw new Error('the COPY stream ended in the middle of a row');
    if (this.inBlock > 0) this.flush();
  }

  private readHeader(): number {
    if (this.used < 19) return 0;
    if (signature.compare(this.pending, 0, signature.length) !== 0)
      throw new Error('not a binary COPY stream');
    const extension = this.view.getInt32(15);
    if (this.used < 19 + extension) return 0;
    this.hasHeader = true;
    return 19 + extension;
  }

  private readRows(from: number): number {
    const { pending, view, used, buffers, decoders } = this;
    const width = decoders.length;
    let at = from;
    let complete = from;
    while (used - at >= 2) {
      const fields = view.getInt16(at);
      at += 2;
      if (fields === -1) {
        this.isComplete = true;
        return at;
      }
      if (fields !== width) throw new Error(`a row of ${fields} fields where there are ${width} columns`);
      if (!isWhole(view, at, used, width)) return complete;
      for (let column = 0; column < width; column++) {
        const length = view.getInt32(at);
        at += 4;
        const buffer = buffers[column] as ColumnBuffer;
        if (length === -1) {
          buffer.addNull();
        } else {
          try {
            (decoders[column] as ValueDecoder)(buffer, pending, view, at, length);
          } catch (error) {
            if (!(error instanceof ValueRefused)) throw error;
            throw new ColumnRefused(this.columns[column] as Column, this.rows, error.message);
          }
          at += length;
        }
      }
      this.bytesInBlock += at - complete;
      complete = at;
      this.rows++;
      if (++this.inBlock === blockRows || this.bytesInBlock > maxBlockBytes) this.flush();
    }
    return complete;
  }

  private flush(): void {
    this.onBlock(this.inBlock);
    this.inBlock = 0;
    this.bytesInBlock = 0;
    for (const buffer of this.buffers) buffer.clear();
  }
}

/** Whether all fields of the row that begins at `at` have arrived. */
function isWhole(view: DataView, at: number, end: number, fields: number): boolean {
  let next = at;
  for (let i = 0; i < fields; i++) {
    if (next + 4 > end) return false;
    const length = view.getInt32(next);
    next += 4 + Math.max(length, 0);
  }
  return next <= end;
}
