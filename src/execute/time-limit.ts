/** A tick counts as no more than this, however late it comes: a machine that slept, or Ctrl-Z, uses up no limit. */
const tickMs = 1000;

/**
 * Calls `onEnd` once, after `limitMs` of time in which this process could run; gives what to call to forget it.
 * Any length will do, where a timer of Node's own fires at once from 2³¹ ms on, which are 24.8 days.
 */
export function timeLimit(limitMs: number | null, onEnd: () => void): () => void {
  if (limitMs === null) return () => undefined;
  let leftMs = limitMs;
  let timer: NodeJS.Timeout;
  const wait = () => {
    const startedMs = performance.now();
    timer = setTimeout(
      () => {
        leftMs -= Math.min(performance.now() - startedMs, 2 * tickMs);
        if (leftMs > 0) wait();
        else onEnd();
      },
      Math.min(leftMs, tickMs),
    );
  };
  wait();
  return () => clearTimeout(timer);
}
