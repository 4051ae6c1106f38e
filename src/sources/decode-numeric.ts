import type { ColumnBuffer } from './column-buffer.ts';

/** A value that DuckDB's type cannot hold; the text says which. Becomes an `unsupported-value` problem. */
export class ValueRefused extends Error {}

const negative = 0x4000;
const notANumber = 0xc000;
const positiveInfinity = 0xd000;
const negativeInfinity = 0xf000;

/**
 * Reads Postgres' binary numeric: groups of four decimal digits (count, weight of the first, sign, display
 * scale, groups) and writes it into the slot of the column's last row as an integer scaled by 10^scale.
 * Throws `ValueRefused` for NaN, which DECIMAL cannot hold.
 */
export function addDecimal(to: {
  readonly column: ColumnBuffer;
  readonly view: DataView;
  readonly at: number;
  readonly width: number;
  readonly scale: number;
}): void {
  const { column, view, at, width, scale } = to;
  const row = column.rows - 1;
  const groups = view.getUint16(at);
  const weight = view.getInt16(at + 2);
  const sign = view.getUint16(at + 4);
  if (sign === notANumber || sign === positiveInfinity || sign === negativeInfinity) {
    throw new ValueRefused(`${specialText(sign)}, which DECIMAL does not have`);
  }
  if (width <= 15) {
    // All of it is below 2^53: exact in a double. The groups' common scale may exceed the column's by up to
    // three digits, which are then zero.
    let value = 0;
    let digits = 0;
    for (let i = 0; i < groups; i++) {
      const group = view.getUint16(at + 8 + 2 * i);
      const exponent = 4 * (weight - i) + scale;
      if (exponent >= 0) value += group * (powers[exponent] as number);
      else value += Math.trunc(group / (powers[-exponent] as number));
      digits++;
    }
    if (digits > 0 && sign === negative) value = -value;
    if (column.width === 2) column.i16[row] = value;
    else if (column.width === 4) column.i32[row] = value;
    else {
      const high = Math.floor(value / 4294967296);
      column.i32[row * 2] = (value - high * 4294967296) | 0;
      column.i32[row * 2 + 1] = high;
    }
    return;
  }
  let value = 0n;
  for (let i = 0; i < groups; i++) {
    const group = BigInt(view.getUint16(at + 8 + 2 * i));
    const exponent = 4 * (weight - i) + scale;
    const power = 10n ** BigInt(Math.abs(exponent));
    // Only where the scale is not the column's own, but was measured: the query gave other rows a moment before.
    if (exponent < 0 && group % power !== 0n) throw new ValueRefused(`more than ${scale} decimals`);
    value += exponent >= 0 ? group * power : group / power;
  }
  if (width === 38 && value >= beyondDecimal) throw new ValueRefused('a number of more than 38 digits');
  if (sign === negative) value = -value;
  if (column.width === 8) {
    column.view.setBigInt64(row * 8, value, true);
  } else {
    column.view.setBigUint64(row * 16, value & 0xffffffffffffffffn, true);
    column.view.setBigInt64(row * 16 + 8, value >> 64n, true);
  }
}

const beyondDecimal = 10n ** 38n;
const powers = Array.from({ length: 24 }, (_, exponent) => 10 ** exponent);

/** The value as `numeric_out` prints it: exact, with as many decimals as it was given. */
export function numericText(view: DataView, at: number): string {
  const groups = view.getUint16(at);
  const weight = view.getInt16(at + 2);
  const sign = view.getUint16(at + 4);
  const scale = view.getUint16(at + 6);
  if (sign === notANumber || sign === positiveInfinity || sign === negativeInfinity) return specialText(sign);
  const group = (index: number) => (index >= 0 && index < groups ? view.getUint16(at + 8 + 2 * index) : 0);
  let whole = '';
  for (let i = 0; i <= weight; i++) whole += String(group(i)).padStart(4, '0');
  whole = whole.replace(/^0+(?=.)/, '');
  if (whole === '') whole = '0';
  let fraction = '';
  for (let i = weight + 1; fraction.length < scale; i++) fraction += String(group(i)).padStart(4, '0');
  return `${sign === negative ? '-' : ''}${whole}${scale > 0 ? `.${fraction.slice(0, scale)}` : ''}`;
}

function specialText(sign: number): string {
  return sign === notANumber ? 'NaN' : sign === positiveInfinity ? 'Infinity' : '-Infinity';
}
