import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makerMark } from '../base/maker-mark.ts';
import { acquireLock, isHeld } from './lock.ts';
import type { StoreFolder } from './store-folder.ts';

const quiet = { onWait: () => undefined };

/**
 * Does work that puts things into the store before anything names them. While it goes on, nothing is removed;
 * where something is being removed, it waits for that.
 */
export async function whileRunning<T>(
  { store, signal }: { readonly store: StoreFolder; readonly signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const name = `${makerMark()}-${randomBytes(6).toString('hex')}`;
  const mark = await acquireLock(join(store.running, name), { signal, ...quiet });
  try {
    // Marked first and asked then, as the remover does it the other way round: one of the two sees the other.
    await (await acquireLock(store.namedLock('removal'), { signal, ...quiet })).release();
    return await work();
  } finally {
    await mark.release();
  }
}

/** The makers' marks of the runs that go on, on this machine and on others. */
export async function livingRuns(store: StoreFolder): Promise<ReadonlySet<string>> {
  const living = new Set<string>();
  for (const name of await readdir(store.running).catch(() => [])) {
    const [pid, host] = name.split('-');
    if (await isHeld(join(store.running, name))) living.add(`${pid}-${host}`);
  }
  return living;
}

/** Removes while nothing runs; null, and nothing is done, where something does. */
export async function whileNothingRuns<T>(
  { store, signal }: { readonly store: StoreFolder; readonly signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T | null> {
  const lock = await acquireLock(store.namedLock('removal'), { signal, ...quiet });
  try {
    const folder = store.running;
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      if (await isHeld(path)) return null;
      await rm(path, { force: true });
    }
    return await work();
  } finally {
    await lock.release();
  }
}
