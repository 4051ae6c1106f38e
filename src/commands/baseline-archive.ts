import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { importArchive } from '../archive/import-archive.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { digestFile } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import { readPipelineLock } from '../experiment/record/pipeline-lock.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import type { Baseline, BaselineArchive } from '../model/baseline.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { renderReport, writeReport } from '../project/write-reports.ts';
import { recordedResults } from '../reproduce/recorded-result.ts';
import { hasBlob } from '../store/blob-store.ts';
import { commitResult } from '../store/commit-result.ts';
import { readResult } from '../store/read-result.ts';
import { type StoreFolder, storeFolder } from '../store/store-folder.ts';
import { whileRunning } from '../store/while-running.ts';
import type { CommandContext } from './command.ts';

/** Writes an experiment and all that made it into `baseline/`, to be committed with what names it. */
export async function keepArchive(
  root: string,
  record: ExperimentRecord,
): Promise<Result<BaselineArchive, readonly Problem[]>> {
  if (record.materials === undefined) return err([{ kind: 'no-materials', experiment: record.id }]);
  const file = `baseline/${record.id}.labbook`;
  const path = join(root, file);
  await mkdir(join(root, 'baseline'), { recursive: true });
  const written = await writeArchive({
    root,
    store: storeFolder(join(root, '.labbook')),
    record,
    file: path,
    page: await renderReport(root, record),
    isWithoutData: false,
  });
  if (!written.ok) return written;
  return ok({ file, digest: await digestFile(path), bytes: (await stat(path)).size });
}

/**
 * Takes the accepted experiment in from its archive, where it is not here: a clone then has its record and models,
 * and the snapshots that pipeline.lock pins. These enter the store as results, unlike those of any other archive:
 * the baseline names this one by its digest, and is as much of the repository as the lock.
 */
export async function takeInBaseline(
  baseline: Baseline,
  { root, signal }: CommandContext,
): Promise<Result<void, Problem>> {
  const { archive, experiment } = baseline;
  if (archive === undefined) return ok(undefined);
  const store = storeFolder(join(root, '.labbook'));
  const standing = await readRecord(root, experiment);
  const isHere = standing.ok && (await isKept(await pinnedOf(root, standing.value), store));
  if (isHere) return ok(undefined);
  const damaged = (fault: 'archive-missing' | 'archive-edited') =>
    err({ kind: 'damaged-baseline', file: 'baseline.json', fault, detail: archive.file } as const);
  const digest = await digestFile(join(root, archive.file)).catch(() => null);
  if (digest === null) return damaged('archive-missing');
  if (digest !== archive.digest) return damaged('archive-edited');
  const taken = await whileRunning({ store, signal }, async () => {
    const imported = await importArchive(join(root, archive.file), { root, store });
    if (!imported.ok) return imported;
    for (const record of await pinnedOf(root, imported.value.record)) {
      await commitResult(store, { record, replaces: false });
    }
    return ok(undefined);
  });
  if (!taken.ok) return taken;
  await writeReport(root, experiment);
  return ok(undefined);
}

/** The snapshots of an experiment that pipeline.lock pins. */
async function pinnedOf(root: string, record: ExperimentRecord): Promise<readonly ResultRecord[]> {
  const lock = await readPipelineLock(root);
  const extracts = record.pipeline.stages.flatMap(({ id, work }) => (work.kind === 'extract' ? [id] : []));
  return [...recordedResults(record, new Set(extracts))].flatMap(([stage, result]) => {
    const locked = lock?.stages[stage];
    const [content] = Object.values(locked?.outputs ?? {});
    const [output] = Object.values(result.outputs);
    return content !== undefined && content === output?.content ? [result] : [];
  });
}

async function isKept(results: readonly ResultRecord[], store: StoreFolder): Promise<boolean> {
  for (const { fingerprint } of results) {
    const kept = await readResult(store, fingerprint);
    const blobs = Object.values(kept?.outputs ?? {}).map(({ blob }) => blob);
    if (blobs.length === 0) return false;
    for (const blob of blobs) if (!(await hasBlob(store, blob))) return false;
  }
  return true;
}
