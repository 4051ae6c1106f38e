import { type CarriedType, vectorWidth } from './carried-type.ts';

/** Rows of one block: DuckDB's vector size. */
export const blockRows = 2048;

/** Strings of at most this many bytes stand in their slot; longer ones in the heap. */
export const inlineBytes = 12;

/**
 * Values of one column, one after another, in DuckDB's vector layout:
 * - fixed width: little-endian values; the slot of a NULL is zero;
 * - strings: 16-byte slots (length as u32, then the bytes where there are at most 12, else zeros), the
 *   longer strings one after another in `heap`;
 * - lists: the length of each as u32, the elements in `child`.
 *
 * The same values give the same bytes, whoever filled it in: that is what the content digest reads.
 */
export class ColumnBuffer {
  readonly type: CarriedType;
  /** Bytes a row takes in `bytes`. */
  readonly width: number;
  readonly child: ColumnBuffer | null;
  rows = 0;
  nulls = 0;
  /** Whether a −0.0 was ever put in, which DuckDB's compression takes for 0. */
  hasNegativeZero = false;
  /** 1 where there is a value, 0 where there is NULL. */
  valid: Uint8Array;
  bytes: Uint8Array;
  i16: Int16Array;
  i32: Int32Array;
  view: DataView;
  heap = new Uint8Array(0);
  heapUsed = 0;
  /** Where the string of a row stands in the heap; meaningful for strings that are not inline. */
  heapAt: Uint32Array;
  private capacity: number;

  constructor(type: CarriedType, capacity = blockRows) {
    const width = vectorWidth(type);
    this.type = type;
    this.width = width === 'varlen' ? 16 : width === 'list' ? 4 : width;
    this.child = type.kind === 'list' ? new ColumnBuffer(type.element) : null;
    this.capacity = capacity;
    this.valid = new Uint8Array(capacity);
    this.bytes = new Uint8Array(capacity * this.width);
    this.heapAt = new Uint32Array(width === 'varlen' ? capacity : 0);
    this.i16 = new Int16Array(this.bytes.buffer, 0, this.bytes.length >> 1);
    this.i32 = new Int32Array(this.bytes.buffer, 0, this.bytes.length >> 2);
    this.view = new DataView(this.bytes.buffer);
  }

  get isVarlen(): boolean {
    return vectorWidth(this.type) === 'varlen';
  }

  clear(): void {
    this.rows = 0;
    this.nulls = 0;
    this.heapUsed = 0;
    this.child?.clear();
  }

  /** Makes room for that many rows; what is there stays. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return;
    this.capacity = Math.max(rows, this.capacity * 2);
    this.valid = grown(this.valid, this.capacity);
    this.bytes = grown(this.bytes, this.capacity * this.width);
    this.i16 = new Int16Array(this.bytes.buffer, 0, this.bytes.length >> 1);
    this.i32 = new Int32Array(this.bytes.buffer, 0, this.bytes.length >> 2);
    this.view = new DataView(this.bytes.buffer);
    if (this.isVarlen) {
      const at = new Uint32Array(this.capacity);
      at.set(this.heapAt);
      this.heapAt = at;
    }
  }

  addNull(): void {
    const row = this.rows++;
    this.valid[row] = 0;
    this.nulls++;
    this.bytes.fill(0, row * this.width, (row + 1) * this.width);
  }

  /** Adds a string or blob: `length` bytes of `from`, beginning at `start`. */
  addBytes(from: Uint8Array, start: number, length: number): void {
    const row = this.rows++;
    this.valid[row] = 1;
    const slot = row << 4;
    const words = slot >> 2;
    this.i32[words] = length;
    this.i32[words + 1] = 0;
    this.i32[words + 2] = 0;
    this.i32[words + 3] = 0;
    if (length <= inlineBytes) {
      const bytes = this.bytes;
      for (let i = 0; i < length; i++) bytes[slot + 4 + i] = from[start + i] as number;
      return;
    }
    if (this.heapUsed + length > this.heap.length) {
      this.heap = grown(this.heap, Math.max(this.heapUsed + length, this.heap.length * 2, 1 << 14));
    }
    this.heap.set(from.subarray(start, start + length), this.heapUsed);
    this.heapAt[row] = this.heapUsed;
    this.heapUsed += length;
  }

  /** The bytes of a string or blob. */
  bytesAt(row: number): Uint8Array {
    const length = this.i32[row << 2] as number;
    if (length <= inlineBytes) return this.bytes.subarray((row << 4) + 4, (row << 4) + 4 + length);
    const at = this.heapAt[row] as number;
    return this.heap.subarray(at, at + length);
  }
}

function grown(from: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const to = new Uint8Array(length);
  to.set(from);
  return to;
}
