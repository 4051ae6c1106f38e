import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { syncFolder } from '../base/write-atomic.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { classifyFileError, isOutOfMemory } from './classify-file-error.ts';
import type { ExtractOptions, ReadOptions } from './extract-options.ts';
import { readSnapshot } from './read-snapshot.ts';
import { readSnapshotInfo } from './read-snapshot-info.ts';
import type { Extraction, SnapshotInfo } from './snapshot-info.ts';
import type { TableSpec } from './source-spec.ts';
import { withRetries } from './with-retries.ts';

/**
 * Reads the tables of a source, all as of one moment, into a DuckDB file. A failure leaves no file behind,
 * and the earlier snapshot as it was. Transient failures are tried again, visibly.
 */
export async function extractSnapshot(options: ExtractOptions): Promise<Result<Extraction, SourceProblem>> {
  const begun = performance.now();
  const folder = dirname(options.outputPath);
  const working = join(
    folder,
    `.${basename(options.outputPath)}.${process.pid}.${randomBytes(4).toString('hex')}`,
  );
  const twins = twinTables(options.tables);
  if (twins !== null) return err({ kind: 'duplicate-table', tables: twins });
  const previous = options.previousPath == null ? null : await readSnapshotInfo(options.previousPath);
  try {
    await mkdir(working, { recursive: true });
  } catch (error) {
    return fileProblem(error, folder);
  }
  try {
    const read = await withRetries({ ...options, retries: options.source.retries }, () =>
      readWithMemory({ ...options, working, previous }),
    );
    if (!read.ok) return read;
    const { info, path } = read.value;
    const isReused = previous !== null && isSame(previous.info, info);
    if (!isReused) await putInPlace(path, options.outputPath);
    else if (previous.path !== options.outputPath) {
      const copy = join(working, 'kept.duckdb');
      await copyFile(previous.path, copy);
      // What is kept may be for reading only.
      await chmod(copy, 0o644);
      await putInPlace(copy, options.outputPath);
    }
    return ok({ info, isReused, seconds: (performance.now() - begun) / 1000 });
  } catch (error) {
    return fileProblem(error, folder);
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}

/** Two tables whose names DuckDB takes for the same. */
function twinTables(tables: readonly TableSpec[]): readonly [string, string] | null {
  const seen = new Map<string, string>();
  for (const { name } of tables) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) return [twin, name];
    seen.set(name.toLowerCase(), name);
  }
  return null;
}

/** Whether an earlier snapshot can stand for a new one: also the server's types are what it says. */
function isSame(before: SnapshotInfo, now: SnapshotInfo): boolean {
  const types = ({ tables }: SnapshotInfo) =>
    tables.map(({ name, columns }) => [name, columns.map((column) => [column.name, column.postgresType])]);
  return before.content === now.content && JSON.stringify(types(before)) === JSON.stringify(types(now));
}

/** Megabytes for DuckDB. The first do for any number of rows of ordinary width; very long texts need more. */
const memorySteps = [130, 640, 5120];

/** Reads with little memory first, and again with more where DuckDB could not do with it. */
async function readWithMemory(options: Omit<ReadOptions, 'memoryMb'>): ReturnType<typeof readSnapshot> {
  for (let step = 0; ; step++) {
    try {
      return await readSnapshot({ ...options, memoryMb: memorySteps[step] ?? 130 });
    } catch (error) {
      const next = memorySteps[step + 1];
      if (!isOutOfMemory(error) || next === undefined || next > totalmem() / 2 ** 21) throw error;
      options.log?.warn(`the rows are too wide for DuckDB's ${memorySteps[step]} MB; again with ${next} MB`);
    }
  }
}

/** A failure of writing as a problem; any other error is thrown on. */
function fileProblem(error: unknown, folder: string): Result<never, SourceProblem> {
  const problem = classifyFileError(error, folder);
  if (problem === null) throw error;
  return err(problem);
}

async function putInPlace(from: string, to: string): Promise<void> {
  const file = await open(from, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(from, to);
  await syncFolder(dirname(to));
}
