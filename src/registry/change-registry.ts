import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestFile } from '../base/digest.ts';
import { ok, type Result } from '../base/result.ts';
import { syncFolder, writeAtomic } from '../base/write-atomic.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { RegistryAction, RegistryEntry } from '../model/registry-entry.ts';
import { acquireLock } from '../store/lock.ts';
import { signingOf, versionsIn } from './find-version.ts';
import { entryDigest, logText, readLog } from './read-log.ts';
import { manifestName, provenanceName, type RegistryFolder, signatureName } from './registry-folder.ts';

/** What a change adds to the log, and what it answers. */
export interface RegistryChange<T> {
  readonly actions: readonly RegistryAction[];
  readonly answer: T;
}

/**
 * Changes the registry, one process at a time: `decide` sees the log as it stands and says what to add. New
 * versions wait as pending folders until the log names them, so that the log's rename is the moment at which a
 * change is made; what a killed process left between is finished, or taken away, by the next.
 */
export async function changeRegistry<T>(
  folder: RegistryFolder,
  {
    signal,
    now,
    decide,
  }: {
    readonly signal: AbortSignal;
    readonly now: () => Date;
    readonly decide: (entries: readonly RegistryEntry[]) => Promise<Result<RegistryChange<T>, ModelRefusal>>;
  },
): Promise<Result<T, ModelRefusal>> {
  const lock = await acquireLock(folder.lock, { signal, onWait: () => undefined });
  try {
    const log = await readLog(folder);
    if (!log.ok) return log;
    await settlePending(folder, log.value);
    const change = await decide(log.value);
    if (!change.ok) return change;
    const { actions, answer } = change.value;
    const entries = appended(log.value, { actions, at: now().toISOString() });
    if (actions.length > 0) await writeAtomic(folder.log, logText(entries));
    await rememberHead(folder, entries);
    await settlePending(folder, entries);
    return ok(answer);
  } finally {
    await lock.release();
  }
}

/** Takes the log as it stands for what it is to be from now on: what was seen before is forgotten. */
export async function acceptLog(folder: RegistryFolder, signal: AbortSignal): Promise<void> {
  const lock = await acquireLock(folder.lock, { signal, onWait: () => undefined });
  try {
    await rm(folder.head, { force: true });
    const log = await readLog(folder);
    if (log.ok) await rememberHead(folder, log.value);
  } finally {
    await lock.release();
  }
}

/** Notes the last entry, so that a log that is cut or rewritten from now on is noticed here. */
async function rememberHead(folder: RegistryFolder, entries: readonly RegistryEntry[]): Promise<void> {
  const last = entries.at(-1);
  if (last === undefined) return;
  await writeAtomic(folder.head, `${JSON.stringify({ seq: last.seq, digest: last.digest })}\n`);
}

function appended(
  entries: readonly RegistryEntry[],
  { actions, at }: { readonly actions: readonly RegistryAction[]; readonly at: string },
): readonly RegistryEntry[] {
  const all = [...entries];
  for (const action of actions) {
    const last = all.at(-1);
    const entry = { seq: all.length + 1, at, previous: last?.digest ?? null, action };
    all.push({ ...entry, digest: entryDigest(entry) });
  }
  return all;
}

/** Gives pending folders what the log names their place, and removes those of changes that were never made. */
async function settlePending(folder: RegistryFolder, entries: readonly RegistryEntry[]): Promise<void> {
  const models = dirname(folder.log);
  for (const model of await readdir(models).catch(() => [])) {
    for (const name of await readdir(join(models, model)).catch(() => [])) {
      const [, version, isSignature] = /^\.(.+?)(\.signature)?\.pending$/.exec(name) ?? [];
      if (version === undefined) continue;
      const pending = join(models, model, name);
      if (isSignature === undefined) await settleVersion(pending, { folder, entries, model, version });
      else await settleSignature(pending, { folder, entries, model, version });
      await rm(pending, { recursive: true, force: true });
    }
  }
}

interface Settling {
  readonly folder: RegistryFolder;
  readonly entries: readonly RegistryEntry[];
  readonly model: string;
  readonly version: string;
}

async function settleVersion(pending: string, { folder, entries, model, version }: Settling): Promise<void> {
  const named = versionsIn(entries).find((each) => each.model === model && each.version === version);
  const manifest = await digestFile(join(pending, manifestName)).catch(() => null);
  const target = folder.version(model, version);
  if (named === undefined || named.manifest !== manifest || (await isThere(target))) return;
  await rename(pending, target);
  await syncFolder(dirname(target));
}

async function settleSignature(
  pending: string,
  { folder, entries, model, version }: Settling,
): Promise<void> {
  const signing = signingOf(entries, { model, version });
  const target = folder.version(model, version);
  const files = [
    [signatureName, signing?.signature],
    [provenanceName, signing?.provenance],
  ] as const;
  for (const [file, expected] of files) {
    const found = await digestFile(join(pending, file)).catch(() => null);
    if (found !== null && found === expected) await rename(join(pending, file), join(target, file));
  }
  await syncFolder(target);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
