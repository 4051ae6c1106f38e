import { readFileSync } from 'node:fs';

const lookMs = 200;

/**
 * Calls `onExceeded` once where a process, with those that it started, holds more memory of its own than `limitMb`: heap, buffers and what
 * native code allocates, not the pages of files. Gives what to call to stop looking. Only where there is
 * /proc; elsewhere just the heap is limited, by a flag of Node's.
 */
export function memoryLimit(
  pid: number | undefined,
  { limitMb, onExceeded }: { readonly limitMb: number | null; readonly onExceeded: () => void },
): () => void {
  if (limitMb === null || pid === undefined) return () => undefined;
  const timer = setInterval(() => {
    if (memoryMb(pid) <= limitMb) return;
    clearInterval(timer);
    onExceeded();
  }, lookMs);
  return () => clearInterval(timer);
}

/** Of a process and of those that it started, which they started, and so on. */
function memoryMb(pid: number): number {
  let sum = 0;
  const pending = [pid];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    sum += ownMemoryMb(one);
    pending.push(...childrenOf(one));
  }
  return sum;
}

function childrenOf(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children
      .split(' ')
      .filter((text) => text !== '')
      .map(Number);
  } catch {
    return [];
  }
}

/** RssAnon and RssShmem of proc(5); 0 where they cannot be read. */
function ownMemoryMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)].map(([, n]) => Number(n));
    return kilobytes.reduce((sum, n) => sum + n, 0) / 1024;
  } catch {
    return 0;
  }
}
