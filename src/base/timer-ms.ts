/**
 * The longest that a timer of Node's can wait, and that Postgres takes for a limit: 24.8 days. A timer that is set for
 * longer fires at once.
 */
const longestMs = 2 ** 31 - 1;

/** A time in milliseconds for a timer, or a limit, that can hold no more than 24.8 days. */
export function timerMs(ms: number): number {
  return Math.min(ms, longestMs);
}
