import type { CarriedType } from './carried-type.ts';
import type { ColumnBuffer } from './column-buffer.ts';
import { addDecimal, numericText, ValueRefused } from './decode-numeric.ts';

/** Adds the value that stands in `length` bytes at `at` to a column. Throws `ValueRefused`. */
export type ValueDecoder = (
  column: ColumnBuffer,
  from: Uint8Array,
  view: DataView,
  at: number,
  length: number,
) => void;

// 2000-01-01 (Postgres' epoch) − 1970-01-01 in microseconds, as two 32-bit halves, and in days.
const epochLow = 946684800000000 % 4294967296;
const epochHigh = Math.floor(946684800000000 / 4294967296);
const epochDays = 10957;
// The last microsecond that DuckDB's TIMESTAMP holds is 294247-01-10 04:00:54.775806.
const infinityHigh = 0x7fffffff;

/** The decoder of a type's binary COPY format ("send" functions of PostgreSQL's src/backend/utils/adt). */
export function decoderOf(type: CarriedType): ValueDecoder {
  switch (type.kind) {
    case 'boolean':
      return (column, from, _view, at) => {
        const row = start(column);
        column.bytes[row] = from[at] as number;
      };
    case 'int2':
      return (column, _from, view, at) => {
        const row = start(column);
        column.i16[row] = view.getInt16(at);
      };
    case 'int4':
    case 'oid':
    case 'float4':
      return type.kind === 'float4' ? addFloat4 : addInt4;
    case 'int8':
    case 'time':
      return (column, _from, view, at) => {
        const row = start(column);
        column.i32[row * 2] = view.getInt32(at + 4);
        column.i32[row * 2 + 1] = view.getInt32(at);
      };
    case 'float8':
      return addFloat8;
    case 'date':
      return addDate;
    case 'timestamp':
    case 'timestamptz':
      return addTimestamp;
    case 'interval':
      return addInterval;
    case 'uuid':
      return addUuid;
    case 'text':
    case 'json':
    case 'blob':
      return (column, from, _view, at, length) => column.addBytes(from, at, length);
    case 'char1':
      return (column, from, _view, at) => {
        if ((from[at] as number) > 127) throw new ValueRefused('a "char" beyond ASCII');
        column.addBytes(from, at, from[at] === 0 ? 0 : 1);
      };
    case 'jsonb':
      // The first byte is the format's version, which has been 1 since jsonb exists.
      return (column, from, _view, at, length) => column.addBytes(from, at + 1, length - 1);
    case 'decimal':
      return (column, _from, view, at) => {
        start(column);
        addDecimal({ column, view, at, width: type.width, scale: type.scale });
      };
    case 'numeric-text':
      return (column, _from, view, at) => {
        const text = Buffer.from(numericText(view, at), 'latin1');
        column.addBytes(text, 0, text.length);
      };
    case 'numeric-double':
      return (column, _from, view, at) => {
        const row = start(column);
        column.view.setFloat64(row * 8, Number(numericText(view, at)), true);
      };
    case 'enum':
      return enumDecoder(type.labels);
    case 'list':
      return listDecoder(decoderOf(type.element));
  }
}

function start(column: ColumnBuffer): number {
  const row = column.rows++;
  column.valid[row] = 1;
  return row;
}

const addInt4: ValueDecoder = (column, _from, view, at) => {
  const row = start(column);
  column.i32[row] = view.getInt32(at);
};

const addFloat4: ValueDecoder = (column, _from, view, at) => {
  const row = start(column);
  // Every NaN becomes the one NaN, so that equal content has equal bytes.
  const bits = view.getInt32(at);
  const size = bits & 0x7fffffff;
  if (size === 0 && bits !== 0) column.hasNegativeZero = true;
  column.i32[row] = size > 0x7f800000 ? 0x7fc00000 : bits;
};

const addFloat8: ValueDecoder = (column, _from, view, at) => {
  const row = start(column);
  const high = view.getInt32(at);
  const low = view.getInt32(at + 4);
  const isNotANumber = (high & 0x7ff00000) === 0x7ff00000 && ((high & 0x000fffff) !== 0 || low !== 0);
  if (high === -0x80000000 && low === 0) column.hasNegativeZero = true;
  column.i32[row * 2] = isNotANumber ? 0 : low;
  column.i32[row * 2 + 1] = isNotANumber ? 0x7ff80000 : high;
};

const addDate: ValueDecoder = (column, _from, view, at) => {
  const row = start(column);
  const days = view.getInt32(at);
  // ±infinity is the largest and smallest number of each; DuckDB's negative one is −(2^31 − 1).
  column.i32[row] = days === 0x7fffffff ? days : days === -0x80000000 ? -0x7fffffff : days + epochDays;
};

const addTimestamp: ValueDecoder = (column, _from, view, at) => {
  const row = start(column);
  const high = view.getInt32(at);
  const low = view.getUint32(at + 4);
  const to = row * 2;
  if (high === infinityHigh && low === 0xffffffff) {
    column.i32[to] = -1;
    column.i32[to + 1] = infinityHigh;
    return;
  }
  if (high === -0x80000000 && low === 0) {
    column.i32[to] = 1;
    column.i32[to + 1] = -0x80000000;
    return;
  }
  const sumLow = low + epochLow;
  const sumHigh = high + epochHigh + (sumLow > 0xffffffff ? 1 : 0);
  if (sumHigh > infinityHigh || (sumHigh === infinityHigh && sumLow % 4294967296 === 0xffffffff)) {
    throw new ValueRefused('a timestamp after 294247-01-10 04:00:54.775806, the last that DuckDB holds');
  }
  column.i32[to] = sumLow | 0;
  column.i32[to + 1] = sumHigh;
};

const addInterval: ValueDecoder = (column, _from, view, at) => {
  const high = view.getInt32(at);
  const low = view.getInt32(at + 4);
  const days = view.getInt32(at + 8);
  const months = view.getInt32(at + 12);
  const isInfinite =
    (high === infinityHigh && low === -1 && days === 0x7fffffff && months === 0x7fffffff) ||
    (high === -0x80000000 && low === 0 && days === -0x80000000 && months === -0x80000000);
  if (isInfinite) throw new ValueRefused('an infinite interval, which DuckDB does not have');
  const row = start(column) * 4;
  column.i32[row] = months;
  column.i32[row + 1] = days;
  column.i32[row + 2] = low;
  column.i32[row + 3] = high;
};

const addUuid: ValueDecoder = (column, _from, view, at) => {
  // DuckDB keeps a UUID as a signed 128-bit number with the top bit flipped, so that it sorts as text does.
  const row = start(column) * 4;
  column.i32[row] = view.getInt32(at + 12);
  column.i32[row + 1] = view.getInt32(at + 8);
  column.i32[row + 2] = view.getInt32(at + 4);
  column.i32[row + 3] = view.getInt32(at) ^ 0x80000000;
};

function enumDecoder(labels: readonly string[]): ValueDecoder {
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  return (column, from, _view, at, length) => {
    const label = Buffer.from(from.buffer, from.byteOffset + at, length).toString('utf8');
    const index = indexOf.get(label);
    if (index === undefined) throw new ValueRefused(`the label "${label}", added to the type meanwhile`);
    const row = start(column);
    if (column.width === 1) column.bytes[row] = index;
    else if (column.width === 2) column.i16[row] = index;
    else column.i32[row] = index;
  };
}

/** Arrays: dimensions, flags, element type, then for each dimension length and lower bound, then values. */
function listDecoder(decode: ValueDecoder): ValueDecoder {
  return (column, from, view, at) => {
    const child = column.child as ColumnBuffer;
    const dimensions = view.getInt32(at);
    if (dimensions > 1) throw new ValueRefused(`an array of ${dimensions} dimensions`);
    const count = dimensions === 0 ? 0 : view.getInt32(at + 12);
    if (dimensions === 1 && view.getInt32(at + 16) !== 1) {
      throw new ValueRefused(`an array whose first index is ${view.getInt32(at + 16)}, not 1`);
    }
    child.reserve(child.rows + count);
    let next = at + 20;
    for (let i = 0; i < count; i++) {
      const length = view.getInt32(next);
      next += 4;
      if (length === -1) {
        child.addNull();
      } else {
        decode(child, from, view, next, length);
        next += length;
      }
    }
    const row = start(column);
    column.i32[row] = count;
  };
}
