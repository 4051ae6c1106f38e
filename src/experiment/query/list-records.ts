import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../../base/compare-text.ts';
import { writeAtomic } from '../../base/write-atomic.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentId } from '../../model/record.ts';
import { acquireLock } from '../../store/lock.ts';
import { storeFolder } from '../../store/store-folder.ts';
import { annotatedRecord, annotationsFile, noAnnotations, readAnnotations } from '../record/annotations.ts';
import { isExperimentId } from '../record/experiment-id.ts';
import { readRecord, recordFile } from '../record/read-record.ts';
import { type ExperimentSummary, summariseRecord } from './experiment-summary.ts';

export interface ListedRecords {
  /** Newest first; experiments of one instant by id. */
  readonly experiments: readonly ExperimentSummary[];
  /** One for each folder that could not be read; the list goes on without it. */
  readonly problems: readonly Problem[];
}

/**
 * Every experiment of a project. Summaries are kept in `.labbook/experiments.json` by what the file system
 * says of the files (size, times, inode), so that a thousand records are not read again; the cache decides
 * nothing else and may be deleted at any time. A folder without a record (a run that still goes on, or was
 * killed) is left out without a problem.
 */
export async function listRecords(root: string): Promise<ListedRecords> {
  const ids = await experimentIds(root);
  const known = await readCache(root);
  const entries = await inBatches(ids, async (id) => {
    const stamp = stampOf(root, id);
    if (stamp === null) return null;
    const cached = known.get(id);
    return cached?.stamp === stamp ? cached : readEntry(root, { id, stamp });
  });
  const present = entries.filter((entry) => entry !== null);
  const readable = present.filter((entry) => 'summary' in entry);
  const isCacheStale =
    readable.length !== known.size || readable.some((entry) => known.get(entry.id) !== entry);
  if (isCacheStale) await writeCache(root, readable);
  return {
    experiments: readable
      .map((entry) => entry.summary)
      .sort((a, b) => compareText(b.startedAt, a.startedAt) || compareText(b.id, a.id)),
    problems: present.flatMap((entry) => ('problems' in entry ? entry.problems : [])),
  };
}

/**
 * Hands every experiment to what is written of them all, one writer at a time: whoever comes later lists later, so
 * that what is written last has them all. Rejects as `write` does.
 */
export async function withListedRecords<T>(
  root: string,
  write: (listed: ListedRecords) => Promise<T>,
): Promise<T> {
  const path = storeFolder(join(root, '.labbook')).namedLock('index-page');
  const { signal } = new AbortController();
  const lock = await acquireLock(path, { signal, onWait: () => undefined });
  try {
    return await write(await listRecords(root));
  } finally {
    await lock.release();
  }
}

/** The names of all experiment folders. Reads no file. */
export async function experimentIds(root: string): Promise<readonly ExperimentId[]> {
  const names: readonly string[] = await readdir(join(root, 'experiments')).catch(() => []);
  return names.filter(isExperimentId);
}

interface CacheEntry {
  readonly id: ExperimentId;
  readonly stamp: string;
  readonly summary: ExperimentSummary;
}

interface UnreadableEntry {
  readonly id: ExperimentId;
  readonly problems: readonly Problem[];
}

async function readEntry(
  root: string,
  { id, stamp }: { readonly id: ExperimentId; readonly stamp: string },
): Promise<CacheEntry | (CacheEntry & UnreadableEntry) | UnreadableEntry> {
  const record = await readRecord(root, id);
  if (!record.ok) return { id, problems: [record.error] };
  const annotations = await readAnnotations(root, id);
  const summary = summariseRecord(
    annotatedRecord(record.value, annotations.ok ? annotations.value : noAnnotations),
  );
  // An unusable annotations file is told again at each listing: its stamp matches nothing.
  if (!annotations.ok) return { id, stamp: 'unreadable annotations', summary, problems: [annotations.error] };
  return { id, stamp, summary };
}

/** What changes whenever one of an experiment's two files does; null where it has no record. */
function stampOf(root: string, id: ExperimentId): string | null {
  const record = fileStamp(join(root, recordFile(id)));
  return record === null ? null : `${record}, ${fileStamp(join(root, annotationsFile(id))) ?? '-'}`;
}

/** At once: ten thousand experiments are asked for in turn, and waiting for each takes ten times the look. */
function fileStamp(path: string): string | null {
  try {
    const file = statSync(path, { bigint: true, throwIfNoEntry: false });
    return file === undefined ? null : `${file.size} ${file.mtimeNs} ${file.ctimeNs} ${file.ino}`;
  } catch {
    return null;
  }
}

const cacheSchema = 'labbook.experiment-summaries/2';

async function readCache(root: string): Promise<ReadonlyMap<string, CacheEntry>> {
  try {
    const cache = JSON.parse(await readFile(storeFolder(join(root, '.labbook')).summaries, 'utf8')) as {
      readonly schema: unknown;
      readonly entries: readonly CacheEntry[];
    };
    if (cache.schema !== cacheSchema) return new Map();
    return new Map(cache.entries.map((entry) => [entry.id, entry]));
  } catch {
    return new Map(); // No cache, or a damaged one: everything is read again.
  }
}

async function writeCache(root: string, entries: readonly CacheEntry[]): Promise<void> {
  const kept = entries.map(({ id, stamp, summary }) => ({ id, stamp, summary }));
  const text = JSON.stringify({ schema: cacheSchema, entries: kept });
  // A read-only project is still listed, only not faster the next time.
  await writeAtomic(storeFolder(join(root, '.labbook')).summaries, text).catch(() => undefined);
}

/** Maps with at most 64 at work at once, so that thousands of files do not exhaust file handles. */
async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += 64) {
    results.push(...(await Promise.all(items.slice(start, start + 64).map(work))));
  }
  return results;
}
