import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sweepLocks } from './lock.ts';
import type { StoreFolder } from './store-folder.ts';

/** What a process wrote last this long ago is not being written any more, whoever has its number now. */
const staleMs = 24 * 3_600_000;
/** Runs whose logs no experiment took are remembered as far back. */
const mostLogs = 20;

/** The names that `writeAtomic` and a restore give what is not whole yet, with the number of their process. */
const unfinished = /^(?:\..+\.(\d+)\.[0-9a-f]{12}|[\w-]+\.json\.(\d+))\.tmp$/;

/**
 * Removes what runs that were killed left half-done: working folders, unfinished blobs, files and experiments,
 * candidates of locks. Their names hold the number of the process that made them; a living one's are left alone.
 */
export async function sweep({
  root,
  store,
  outputs,
}: {
  readonly root: string;
  readonly store: StoreFolder;
  /** Where results are put in the project, relative to its root. */
  readonly outputs: readonly string[];
}): Promise<void> {
  const shards = (['code', 'views', 'results'] as const).map((kind) => store.kind(kind));
  const deep = [...shards, store.index, store.last];
  const places: { readonly folder: string; readonly maker: RegExp }[] = [
    { folder: store.work, maker: /\.(\d+)$/ },
    { folder: store.temporary, maker: /^(\d+)\./ },
    { folder: join(root, 'experiments'), maker: /^\..*\.(\d+)\.tmp$/ },
    ...(await Promise.all(deep.map(foldersIn))).flat().map((folder) => ({ folder, maker: unfinished })),
    ...[
      root,
      store.root,
      join(root, 'reports'),
      ...new Set(outputs.map((path) => join(root, dirname(path)))),
    ].map((folder) => ({ folder, maker: unfinished })),
  ];
  for (const { folder, maker } of places) {
    for (const name of await readdir(folder).catch(() => [])) {
      const [, ...numbers] = maker.exec(name) ?? [];
      const pid = Number(numbers.find((number) => number !== undefined) ?? Number.NaN);
      const path = join(folder, name);
      if (Number.isNaN(pid) || (isAlive(pid) && !(await isStale(path)))) continue;
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
  await sweepLocks(store.locks);
  const logs = (await readdir(dirname(store.logs('x'))).catch(() => [])).sort();
  for (const run of logs.slice(0, -mostLogs)) {
    if (await isStale(store.logs(run))) await rm(store.logs(run), { recursive: true, force: true });
  }
}

/** A folder and those right in it. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return [folder, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))];
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
