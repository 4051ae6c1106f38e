import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoreFolder } from './store-folder.ts';

/** What a process wrote last this long ago is not being written any more, whoever has its number now. */
const staleMs = 24 * 3_600_000;

/**
 * Removes what runs that were killed left half-done: working folders, unfinished blobs, unfinished
 * experiments. Their names end in the number of the process that made them; a living one's are left alone.
 */
export async function sweep({ root, store }: { root: string; store: StoreFolder }): Promise<void> {
  const places = [
    { folder: store.work, pid: /\.(\d+)$/ },
    { folder: store.temporary, pid: /^(\d+)\./ },
    { folder: join(root, 'experiments'), pid: /^\..*\.(\d+)\.tmp$/ },
  ];
  for (const { folder, pid } of places) {
    for (const name of await readdir(folder).catch(() => [])) {
      const maker = Number(pid.exec(name)?.[1] ?? Number.NaN);
      const path = join(folder, name);
      if (Number.isNaN(maker) || (isAlive(maker) && !(await isStale(path)))) continue;
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isStale(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > staleMs;
}
