import type { Json } from '../base/json.ts';
import type { TableColumn } from '../model/display.ts';

/** A value as a table shows it: the same on every machine, whatever its locale. Missing is an en dash. */
export function formatValue(value: Json, format?: TableColumn['format']): string {
  if (value === null) return '–';
  if (typeof value === 'number') return formatNumber(value, format);
  if (typeof value === 'string') return format === 'date' ? value.replace(midnight, '') : value;
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

/**
 * Without a format: integers whole, other numbers to 4 significant digits or 2 decimals, whichever is finer: what is
 * before the point is never rounded away. With a fixed number of decimals, too, what would be left of a small number
 * as 0 stands in scientific notation.
 */
export function formatNumber(value: number, format?: TableColumn['format']): string {
  switch (format) {
    case 'integer':
      return grouped(value.toFixed(0));
    case 'percent':
      return `${grouped((value * 100).toFixed(1))} %`;
    case 'fixed2':
      return formatDecimals(value, 2);
    case 'fixed4':
      return formatDecimals(value, 4);
    case 'date':
      return Number.isFinite(value) && Math.abs(value) <= 8.64e15
        ? new Date(value).toISOString().replace(midnight, '')
        : String(value);
    case 'year':
      return withMinus(value.toFixed(0));
    case 'text':
      return String(value);
    default:
      if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? grouped(String(value)) : String(value);
      return grouped(String(Number(Math.abs(value) < 100 ? value.toPrecision(4) : value.toFixed(2))));
  }
}

/** To that many decimals; what would be left of a small number as 0 stands in scientific notation. */
export function formatDecimals(value: number, digits: number): string {
  const isLost = value !== 0 && Math.abs(value) < 10 ** -digits;
  return isLost
    ? withMinus(Number(value.toPrecision(4)).toExponential())
    : grouped(value.toFixed(Math.min(digits, 100)));
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : Number(size.toPrecision(3))} ${units[unit]}`;
}

/** Seconds as people say them: `0.3 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.001) return '0 s';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `2026-11-22 14:32:05 UTC` of an ISO 8601 instant; what is not one stays as it is. */
export function formatInstant(instant: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(instant);
  return parts ? `${parts[1]} ${parts[2]} UTC` : instant;
}

const midnight = /T00:00:00(?:\.0+)?Z?$/;

function grouped(digits: string): string {
  if (!/^-?[\d.]+$/.test(digits)) return withMinus(digits);
  const [whole = '', fraction] = digits.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return withMinus(fraction === undefined ? spaced : `${spaced}.${fraction}`);
}

function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}
