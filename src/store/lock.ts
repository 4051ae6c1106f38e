import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestBytes, hexOf } from '../base/digest.ts';

/** Who holds a lock. `startedAt` tells a process from a later one that got the same number. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
  /** Of this taking of the lock alone. */
  readonly token: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** How long waiting takes. */
export interface LockTiming {
  readonly pollMs: number;
  /** How often an owner shows that it lives, to those who cannot ask its machine. */
  readonly heartbeatMs: number;
  /** How long another machine's owner may be silent. */
  readonly silenceMs: number;
}

export const lockTiming: LockTiming = { pollMs: 50, heartbeatMs: 5_000, silenceMs: 60_000 };

/**
 * Takes the lock at `path`, waiting for whoever holds it, as long as that process lives; a lock whose owner
 * was killed, or whose bytes were lost with the power, is taken over, by one of those who wait. It keeps two
 * runs from computing one thing twice; it does not guard the store, which stays right without it.
 * Rejects with the signal's reason where that aborts.
 */
export async function acquireLock(
  path: string,
  {
    signal,
    onWait,
    timing = lockTiming,
  }: { signal: AbortSignal; onWait: (pid: number) => void; timing?: LockTiming },
): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  const token = randomBytes(12).toString('hex');
  const startedAt = await processStart(process.pid);
  const mine: Owner = { pid: process.pid, host: hostname(), startedAt, token };
  const candidate = `${path}.${token}`;
  await writeFile(candidate, JSON.stringify(mine));
  const silence = watchSilence(timing.silenceMs);
  let told = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      if (await tryLink(candidate, path)) return held(path, { token, timing });
      const owner = await readOwner(path);
      if (owner !== null && ((await isDead(owner)) || (await silence.isTooLong(path, owner)))) {
        if (await replaceDead({ path, dead: owner, candidate })) return held(path, { token, timing });
      } else if (owner !== null && !told) {
        told = true;
        onWait(owner.pid);
      }
      await sleep(timing.pollMs, undefined, { signal });
    }
  } finally {
    await rm(candidate, { force: true });
  }
}

/**
 * Removes the locks of the dead, and what waiters that were killed left beside locks: their candidates, and guards
 * over owners that no longer stand there.
 */
export async function sweepLocks(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [lock = '', token, guard] = name.split('.');
    const path = join(folder, name);
    const owner = await readOwner(path);
    // One that cannot be read may be about to be written.
    if (owner === null || owner.pid === 0 || !(await isDead(owner))) continue;
    if (token === undefined) {
      await takeDead(path);
      continue;
    }
    if (guard !== undefined && (await readOwner(join(folder, lock)))?.token === token) continue;
    await rm(path, { force: true });
  }
}

/** Takes a dead owner's lock as any waiter does, since one may come now, and gives it back. */
async function takeDead(path: string): Promise<void> {
  const lock = await tryLock(path);
  await lock?.release();
}

/** The lock at `path`, where nobody who lives has it; null where somebody does. */
export async function tryLock(path: string): Promise<Lock | null> {
  const isHeld = new AbortController();
  try {
    return await acquireLock(path, { signal: isHeld.signal, onWait: () => isHeld.abort() });
  } catch (error) {
    if (isHeld.signal.aborted) return null;
    throw error;
  }
}

function held(path: string, { token, timing }: { token: string; timing: LockTiming }): Lock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, timing.heartbeatMs);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      if ((await readOwner(path))?.token === token) await rm(path, { force: true });
    },
  };
}

/**
 * Puts the candidate in a dead owner's place, in one step, so that the lock is never free meanwhile. Who may
 * do so is decided by a guard that is named for what is replaced: a waiter that comes late finds that its
 * dead owner no longer stands there and touches nothing. A guard whose own holder died gives way to the next.
 * Exported for the test of a waiter that comes late.
 */
export async function replaceDead({
  path,
  dead,
  candidate,
}: {
  path: string;
  dead: Pick<Owner, 'token'>;
  candidate: string;
}): Promise<boolean> {
  for (let turn = 0; ; turn++) {
    const guard = `${path}.${dead.token}.guard${turn}`;
    if (await tryLink(candidate, guard)) {
      try {
        if ((await readOwner(path))?.token !== dead.token) return false;
        await rename(candidate, path);
        return true;
      } finally {
        for (let past = 0; past <= turn; past++) {
          await rm(`${path}.${dead.token}.guard${past}`, { force: true });
        }
      }
    }
    const holder = await readOwner(guard);
    if (holder === null || !(await isDead(holder))) return false;
  }
}

/** link(2) fails where the name exists: it decides who was first. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Who a lock file names; null where there is none. What cannot be read is a lock of nobody. */
async function readOwner(path: string): Promise<Owner | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { pid, host, startedAt, token } = JSON.parse(text) as Owner;
    if (Number.isInteger(pid) && typeof token === 'string' && token !== '') {
      return { pid, host, startedAt, token };
    }
  } catch {
    // Locks get their name when they are complete: this one was cut off by a loss of power.
  }
  return { pid: 0, host: '', startedAt: '', token: hexOf(digestBytes(text)) };
}

/** Whether somebody who lives holds the lock at `path`; another machine's owner has shown so lately. */
export async function isHeld(path: string): Promise<boolean> {
  const owner = await readOwner(path);
  if (owner === null || (await isDead(owner))) return false;
  if (owner.host === hostname()) return true;
  const stats = await stat(path).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs < lockTiming.silenceMs;
}

async function isDead(owner: Owner): Promise<boolean> {
  if (owner.pid === 0) return true;
  // Another machine's process cannot be asked.
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
  return (await processStart(owner.pid)) !== owner.startedAt;
}

/** Another machine's owner, or a container's that is gone, is dead once its lock was long not touched. */
function watchSilence(silenceMs: number): { isTooLong(path: string, owner: Owner): Promise<boolean> } {
  let last = { key: '', sinceMs: 0 };
  return {
    async isTooLong(path, owner) {
      if (owner.host === hostname()) return false;
      const stats = await stat(path, { bigint: true }).catch(() => null);
      const key = `${owner.token}.${stats?.mtimeNs}`;
      const nowMs = performance.now();
      if (key !== last.key) last = { key, sinceMs: nowMs };
      return nowMs - last.sinceMs > silenceMs;
    },
  };
}

/**
 * When a process began, in clock ticks since boot (proc(5), stat field 22); empty where there is no /proc
 * and for a zombie, which holds nothing any more.
 */
async function processStart(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
