import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** One fsync: of a file or a folder, and what stood at the watched path at that moment. */
export interface NotedSync {
  readonly of: 'file' | 'folder';
  readonly bytes: number;
  readonly standing: string | null;
}

/** Does the work, and notes each fsync that this process does meanwhile; `watched` names the file that comes to be. */
export async function notedSyncs(
  work: () => Promise<unknown>,
  watched: () => string,
): Promise<readonly NotedSync[]> {
  const handle = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const sync = prototype.sync;
  const noted: NotedSync[] = [];
  prototype.sync = async function (this: typeof handle): Promise<void> {
    const stats = await this.stat();
    const standing = existsSync(watched()) ? readFileSync(watched(), 'utf8') : null;
    noted.push({ of: stats.isDirectory() ? 'folder' : 'file', bytes: stats.size, standing });
    await sync.call(this);
  };
  try {
    await work();
  } finally {
    prototype.sync = sync;
  }
  return noted;
}
