/** `1.2 M rows, 84 MB, 96 MB/s, 40 s left`: how far a table is; without an estimate, no time left. */
export function rateText(progress: {
  readonly rows: number;
  readonly bytes: number;
  readonly estimatedRows: number | null;
  readonly seconds: number;
}): string {
  const { rows, bytes, estimatedRows, seconds } = progress;
  const parts = [`${shortCount(rows)} rows`, `${shortCount(bytes)}B`];
  if (seconds > 0) parts.push(`${shortCount(bytes / seconds)}B/s`);
  if (estimatedRows !== null && estimatedRows > rows && rows > 0) {
    parts.push(`${Math.ceil(((estimatedRows - rows) / rows) * seconds)} s left`);
  }
  return parts.join(', ');
}

/** A count in thousands or millions, with at most three digits: `950 `, `1.2 M`, `84 M`. */
function shortCount(count: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (count >= size) return `${(count / size).toFixed(count >= 10 * size ? 0 : 1)} ${unit}`;
  }
  return `${Math.round(count)} `;
}
