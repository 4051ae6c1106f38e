import { type Dirent, readdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Maker, makerOf } from '../base/maker-mark.ts';
import { sweepLocks } from './lock.ts';
import type { StoreFolder } from './store-folder.ts';
import { livingRuns } from './while-running.ts';

/** What a process wrote last this long ago is not being written any more, whoever has its number now. */
const staleMs = 24 * 3_600_000;
/** Runs whose logs no experiment took are remembered as far back. */
const mostLogs = 20;

/**
 * Removes what processes that were killed left half-done, in every place that labbook writes to: working folders,
 * unfinished blobs, files and experiments, scratch folders, locks. Names say who made it (`maker-mark`); what a
 * run that goes on makes is left alone, however long that takes; what another process that lives makes, and another
 * machine's, for a day.
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
  const living = await livingRuns(store);
  await sweepFolder(store.work, { form: 'marked', living });
  await sweepFolder(store.temporary, { form: 'marked', living });
  await sweepFolder(tmpdir(), { form: 'scratch', living });
  const experiments = foldersIn(join(root, 'experiments'));
  const models = foldersIn(join(root, 'ml-models'));
  const unfinished = [
    root,
    store.root,
    ...[store.index, store.kind('code'), store.kind('views')].flatMap(foldersIn),
    store.last,
    join(root, 'reports'),
    join(root, 'baseline'),
    ...experiments,
    ...experiments.slice(1).map((folder) => join(folder, 'reproductions')),
    ...models,
    ...models.slice(1).flatMap((model) => foldersIn(model).slice(1)),
    ...new Set(outputs.map((path) => join(root, dirname(path)))),
  ];
  for (const folder of unfinished) await sweepFolder(folder, { living });
  await sweepLocks(store.locks);
  await sweepLocks(store.running);
  const logs = [...namesIn(dirname(store.logs('x')))].sort();
  for (const run of logs.slice(0, -mostLogs)) {
    if (await isStale(store.logs(run))) await rm(store.logs(run), { recursive: true, force: true });
  }
}

/** The same for one folder, such as one outside a project that somebody had a file written to. */
export async function sweepFolder(
  folder: string,
  {
    form = 'unfinished',
    living = new Set(),
  }: { readonly form?: Parameters<typeof makerOf>[1]; readonly living?: ReadonlySet<string> } = {},
): Promise<void> {
  for (const name of namesIn(folder)) {
    const maker = makerOf(name, form);
    if (maker === null || living.has(maker.mark)) continue;
    const path = join(folder, name);
    // Of scratch folders nobody knows how long they are needed.
    if (mayLive(maker) && (form === 'scratch' || !(await isStale(path)))) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A folder, which need not be there, and those right in it. Thousands are looked at in less time than awaited. */
function foldersIn(folder: string): readonly string[] {
  return [
    folder,
    ...entriesIn(folder)
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name)),
  ];
}

function namesIn(folder: string): readonly string[] {
  return entriesIn(folder).map(({ name }) => name);
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function mayLive({ pid, isHere }: Maker): boolean {
  if (!isHere) return true;
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
