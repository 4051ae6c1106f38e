/** A duration: a number and `ms`, `s`, `m`, `h` or `d`. */
export const durationPattern = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** An amount of memory: a number and `MB` or `GB`. */
export const sizePattern = /^(\d{1,9}(?:\.\d{1,3})?)(MB|GB)$/;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

/** Milliseconds of a duration such as `10m`; null where the text is none, or is nothing at all. */
export function durationMs(text: string): number | null {
  const [, amount, unit] = durationPattern.exec(text) ?? [];
  const ms = Math.round(Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN));
  return ms > 0 ? ms : null;
}

/** Megabytes (of 1,048,576 bytes) of a size such as `2GB`; null where the text is none, or is nothing. */
export function sizeMb(text: string): number | null {
  const [, amount, unit] = sizePattern.exec(text) ?? [];
  const mb = Math.ceil(Number(amount) * (unit === 'GB' ? 1024 : 1));
  return mb > 0 ? mb : null;
}
