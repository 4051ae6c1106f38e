import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Ended, ended } from './temporary-project.ts';

/** Follows a process to its end and gives the most memory that it held (VmHWM of proc(5)); 0 where there is no /proc. */
export async function peakMemoryMb(
  child: ChildProcess,
): Promise<{ readonly peakMb: number; readonly end: Ended }> {
  let peakMb = 0;
  const timer = setInterval(() => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peakMb = Math.max(peakMb, Number(kilobytes ?? 0) / 1024);
    } catch {
      // It has ended, or this is no Linux.
    }
  }, 20);
  const end = await ended(child);
  clearInterval(timer);
  return { peakMb, end };
}
