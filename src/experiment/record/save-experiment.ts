import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Digest, digestOf, hexOf, isDigest } from '../../base/digest.ts';
import { unfinishedPath } from '../../base/maker-mark.ts';
import { syncFolder, writeAtomic } from '../../base/write-atomic.ts';
import type { RunEvent } from '../../model/event.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ExperimentId, ExperimentRecord } from '../../model/record.ts';
import type { RunChecks } from '../../model/run-checks.ts';
import { fingerprintFor } from '../../plan/make-recipe.ts';
import { restoreBlob } from '../../store/blob-store.ts';
import { acquireLock } from '../../store/lock.ts';
import type { StoreFolder } from '../../store/store-folder.ts';
import { readRecord } from './read-record.ts';
import { sealRecord } from './seal-record.ts';

/** Larger outputs stand in the store alone. */
const maxArtifactBytes = 32 * 2 ** 20;

/**
 * The experiment that holds what a run of the whole pipeline came to: one that holds it already, else a new
 * one. Of equal runs that end at once, the first makes it. What was made anew by order is an experiment of its
 * own, whatever came of it.
 */
export async function keepExperiment({
  root,
  store,
  outcomes,
  state,
  extracts,
  makeRecord,
  checks,
  events,
}: {
  readonly root: string;
  readonly store: StoreFolder;
  readonly outcomes: readonly Outcome[];
  readonly state: ExperimentRecord['state'];
  /** The stages that read a source. */
  readonly extracts: ReadonlySet<string>;
  /** What the run proves beside its results. */
  readonly checks: RunChecks;
  readonly makeRecord: () => Promise<ExperimentRecord>;
  readonly events: readonly RunEvent[];
}): Promise<{ readonly id: ExperimentId; readonly record: ExperimentRecord | null }> {
  const save = async () => {
    const record = await makeRecord();
    await saveExperiment({ root, store, record, events });
    return { id: record.id, record };
  };
  const result = runDigest(outcomes, { extracts, checks });
  if (result === null) return await save();
  const { signal } = new AbortController();
  const path = store.namedLock(`experiment-${hexOf(result)}`);
  const lock = await acquireLock(path, { signal, onWait: () => undefined });
  try {
    const isForced = outcomes.some(({ kind, reasons }) => kind === 'ran' && reasons[0]?.kind === 'forced');
    const holder = isForced ? null : await experimentOf({ root, store }, result);
    if (holder !== null) return { id: holder, record: null };
    const saved = await save();
    // One that was stopped while it drew its displays has all results, and is not what a later run means.
    if (state === 'ok') await noteExperiment(store, { result, id: saved.id });
    return saved;
  } finally {
    await lock.release();
  }
}

/**
 * Writes an experiment's folder: record, metrics, events, logs and copies of its smaller outputs. It is made aside
 * and renamed, so that an experiment stands whole or not at all.
 */
async function saveExperiment({
  root,
  store,
  record,
  events,
}: {
  readonly root: string;
  readonly store: StoreFolder;
  readonly record: ExperimentRecord;
  readonly events: readonly RunEvent[];
}): Promise<void> {
  const folder = join(root, 'experiments');
  const aside = unfinishedPath(join(folder, record.id));
  await mkdir(aside, { recursive: true });
  try {
    await writeFile(join(aside, 'record.json'), sealRecord(record), { flush: true });
    await writeFile(join(aside, 'metrics.json'), `${JSON.stringify(record.metrics, null, 2)}\n`);
    await writeFile(
      join(aside, 'events.ndjson'),
      events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    );
    await takeLogs(store.logs(record.id), join(aside, 'logs'));
    await placeArtifacts(aside, { store, record });
    await rename(aside, join(folder, record.id));
    await syncFolder(folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** The files of what stages said; experiments may stand on another disk than the store. */
async function takeLogs(from: string, to: string): Promise<void> {
  if ((await stat(from).catch(() => null)) === null) return;
  await rename(from, to).catch(async () => {
    await cp(from, to, { recursive: true });
    await rm(from, { recursive: true, force: true });
  });
}

/** Puts copies of an experiment's smaller outputs into its folder, as far as the store has them. */
export async function placeArtifacts(
  folder: string,
  { store, record }: { readonly store: StoreFolder; readonly record: ExperimentRecord },
): Promise<void> {
  for (const { id, outputs } of record.stages) {
    for (const { path, format, blob, bytes } of outputs) {
      if (bytes > maxArtifactBytes || format === 'folder') continue;
      const target = join(folder, 'artifacts', id, basename(path));
      await restoreBlob(store, { digest: blob, target });
    }
  }
}

/** What a run of the whole pipeline came to: runs of one digest hold the same results, made by the same recipes. */
function runDigest(
  outcomes: readonly Outcome[],
  { extracts, checks }: { readonly extracts: ReadonlySet<string>; readonly checks: RunChecks },
): Digest | null {
  const stages: unknown[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind !== 'ran' && outcome.kind !== 'cached') return null;
    const { outputs, metrics } = outcome.result;
    const contents = Object.entries(outputs).map(([name, { content }]) => [name, content]);
    const { recipe, fingerprint } = outcome.decided;
    // A source that was looked at again and gave the same rows is the same result.
    const made = extracts.has(outcome.stage)
      ? fingerprintFor(recipe, digestOf('any-source/1', null))
      : fingerprint;
    stages.push([outcome.stage, made, Object.fromEntries(contents), metrics]);
  }
  const isChecked = checks.future !== null || checks.groups !== null;
  return isChecked ? digestOf('run-result/2', [stages, checks]) : digestOf('run-result/2', stages);
}

/** The experiment that holds a result, as far as this project's runs have noted it. */
async function experimentOf(
  { root, store }: { root: string; store: StoreFolder },
  result: Digest,
): Promise<ExperimentId | null> {
  const id = (await readFile(notePath(store, result), 'utf8').catch(() => '')).trim() as ExperimentId;
  if (id === '') return null;
  // One that was lost or edited since holds nothing that can be believed.
  return (await readRecord(root, id)).ok ? id : null;
}

async function noteExperiment(
  store: StoreFolder,
  { result, id }: { result: Digest; id: ExperimentId },
): Promise<void> {
  if (!isDigest(result)) throw new Error('a result is noted by its digest');
  await writeAtomic(notePath(store, result), `${id}\n`);
}

function notePath(store: StoreFolder, result: Digest): string {
  return join(store.index, 'experiments', hexOf(result));
}
