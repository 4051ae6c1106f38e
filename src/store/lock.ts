import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who holds a lock. `startedAt` tells a process from a later one that got the same number. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock at `path`, waiting for whoever holds it, as long as that process lives; a lock whose owner
 * was killed is taken over. It keeps two runs from computing one thing twice; it does not guard the store,
 * which stays right without it.
 */
export async function acquireLock(
  path: string,
  { signal, onWait }: { signal: AbortSignal; onWait: (pid: number) => void },
): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  const mine: Owner = { pid: process.pid, host: hostname(), startedAt: await processStart(process.pid) };
  const candidate = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  await writeFile(candidate, JSON.stringify(mine));
  let told = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      try {
        await link(candidate, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const owner = await readOwner(path);
      if (owner !== null && !(await isAlive(owner))) {
        await takeAside(path, owner);
        continue;
      }
      if (!told && owner !== null) {
        told = true;
        onWait(owner.pid);
      }
      await sleep(50, undefined, { signal });
    }
  } finally {
    await rm(candidate, { force: true });
  }
}

/**
 * Removes a dead owner's lock. Two waiters may both see the dead owner; the one that comes second could
 * move away the first one's fresh lock, so it looks at what it moved and puts a living owner's lock back.
 */
async function takeAside(path: string, dead: Owner): Promise<void> {
  const aside = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.dead`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readOwner(aside);
  if (moved !== null && (moved.pid !== dead.pid || moved.startedAt !== dead.startedAt)) {
    await link(aside, path).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  // Another machine's process cannot be asked; its lock is believed.
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return (await processStart(owner.pid)) === owner.startedAt;
}

/**
 * When a process began, in clock ticks since boot (proc(5), stat field 22); empty where there is no /proc
 * and for a zombie, which holds nothing any more.
 */
async function processStart(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
