import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makerMark } from '../base/maker-mark.ts';
import type { Job } from '../model/job.ts';
import type { Notice } from '../model/notice.ts';
import type { LogLine, ResultRecord } from '../model/result-record.ts';
import type { Progress } from '../model/stage.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { FileIndex } from '../observe/file-index.ts';
import { commitResult } from '../store/commit-result.ts';
import { acquireLock } from '../store/lock.ts';
import { readResult } from '../store/read-result.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { findNondeterminism } from './find-nondeterminism.ts';
import { layOutCode } from './lay-out-code.ts';
import { byName, findLostFile, type LinkedFiles, linkFiles } from './link-files.ts';
import { programTask } from './program-task.ts';
import { refusalNotices } from './refusal-notices.ts';
import { spawnStage } from './spawn-stage.ts';
import { stageLog } from './stage-log.ts';
import type { StageTask } from './stage-message.ts';
import { storeOutputs } from './store-outputs.ts';

export type JobEnd =
  /** `isOwn` is false where another run made the result meanwhile. */
  | { readonly ok: true; readonly result: ResultRecord; readonly isOwn: boolean }
  | { readonly ok: false; readonly failure: StageFailure };

/** What a stage is given for one run only, and that is in no job: values may be secret. */
export interface Lent {
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute paths that it may read besides its inputs and packages. */
  readonly readable: readonly string[];
  /** Takes back what was lent, such as a server that was started for the stage. */
  release(): Promise<void>;
}

export interface JobEffects {
  readonly store: StoreFolder;
  readonly index: FileIndex;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly lent: Lent;
  /** Runs one half of a stage; by default in a process of its own. */
  readonly spawn?: typeof spawnStage | undefined;
  readonly onLog: (line: LogLine) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onWait: (pid: number) => void;
  /** The stage's process has ended well; what it made is yet to be stored. */
  readonly onComputed?: () => void;
}

/**
 * The runner: makes the result that a job's fingerprint names, unless it is there already, and commits it.
 * Truth is the commit record; whoever commits first wins. With `replaces`, a standing result is known to be
 * damaged, or was asked to be made anew, and gives way. With `isInspected` a debugger is waited for, and nothing
 * is committed.
 */
export async function runJob(
  { job, replaces, isInspected = false }: { job: Job; replaces: ResultRecord | null; isInspected?: boolean },
  effects: JobEffects,
): Promise<JobEnd> {
  const { store, signal } = effects;
  let lock: Awaited<ReturnType<typeof acquireLock>>;
  try {
    lock = await acquireLock(store.lock(job.fingerprint), { signal, onWait: effects.onWait });
  } catch (error) {
    if (signal.aborted) return { ok: false, failure: { kind: 'cancelled' } };
    throw error;
  }
  const work = join(store.work, `${job.run}.${job.stage}.${makerMark()}`);
  try {
    const standing = await readResult(store, job.fingerprint);
    // Made while this run waited for the lock; a result that stood before is the one to be replaced.
    const isNew = standing !== null && standing.ranAt !== replaces?.ranAt;
    if (isNew) return { ok: true, result: standing, isOwn: false };
    return await produce({ job, work, isInspected, before: standing }, effects);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    return { ok: false, failure: { kind: 'store', message: error.message } };
  } finally {
    await rm(work, { recursive: true, force: true }).catch(() => undefined);
    await lock.release();
  }
}

async function produce(
  {
    job,
    work,
    isInspected,
    before,
  }: {
    job: Job;
    work: string;
    isInspected: boolean;
    /** The result that stands, which this one replaces. */
    before: ResultRecord | null;
  },
  effects: JobEffects,
): Promise<JobEnd> {
  const { store, index } = effects;
  const temporary = join(work, 'tmp');
  const output = join(work, 'out');
  await mkdir(temporary, { recursive: true });
  await mkdir(output, { recursive: true });
  for (const { format, fileName } of Object.values(job.outputs)) {
    if (format === 'folder') await mkdir(join(output, fileName));
  }
  const lost = await findLostFile(job.inputs, { store, index });
  if (lost !== null) return { ok: false, failure: { kind: 'input-moved', ...lost } };
  const shown = await linkFiles(job.inputs, { store, folder: join(work, 'in') });
  const code = join(work, 'code');
  if (job.work.kind === 'command') {
    const gone = await layOutCode(job.work, { store, folder: code });
    if (gone !== null) return { ok: false, failure: { kind: 'input-moved', input: 'code', path: gone.path } };
  }
  const startedAt = effects.now();
  const since = () => Math.round(effects.now().getTime() - startedAt.getTime()) / 1000;
  const log = stageLog({
    path: join(store.logs(job.run), `${job.stage}.log`),
    secondsNow: since,
    onLine: effects.onLog,
  });
  const end = await (effects.spawn ?? spawnStage)({
    task: {
      ...taskOf({ job, store, shown, output, code, environment: effects.lent.environment }),
      isInspected,
    },
    root: job.projectRoot,
    readable: [
      ...bundleFiles(job, store),
      ...job.packageFolders,
      ...effects.lent.readable,
      ...shown.readable,
    ],
    writable: [temporary, output],
    temporary,
    timeoutMs: isInspected ? null : job.timeoutMs,
    memoryMb: job.memoryMb,
    hasNetwork: job.recipe.network,
    programs: job.work.kind === 'bundle' ? job.work.programs : [],
    signal: effects.signal,
    onProgress: effects.onProgress,
    onLog: log.add,
  });
  const lastLines = log.end();
  if (!end.ok) return end;
  // Nothing held it to its declared inputs: what it made may depend on anything.
  if (isInspected) return { ok: false, failure: { kind: 'inspected' } };
  if (end.message.kind !== 'ran') throw new Error('a run ended as a view');
  effects.onComputed?.();
  const seconds = since();
  // Native code passes the permission model, and root may write what nobody may: a stage can have spoilt its input.
  const spoilt = await findLostFile(job.inputs, { store, index });
  if (spoilt !== null) return { ok: false, failure: { kind: 'input-moved', ...spoilt } };
  const stored = await storeOutputs({ job, store, index, output, said: end.message });
  if (!stored.ok) return stored;
  const made: ResultRecord = {
    schema: 'labbook.result/2',
    fingerprint: job.fingerprint,
    recipe: job.recipe,
    codeParts: job.codeParts,
    outputs: stored.value,
    metrics: end.message.metrics,
    ...((end.message.predictions?.length ?? 0) > 0 && { predictions: end.message.predictions ?? [] }),
    log: lastLines,
    notices: [...refusalNotices(end.message.refusals, job.projectRoot), ...unconfined(job)],
    seconds,
    ranAt: startedAt.toISOString(),
  };
  const other = before === null || job.recipe.network ? null : findNondeterminism(before, made);
  const record = other === null ? made : { ...made, notices: [...made.notices, other] };
  const result = await commitResult(store, { record, replaces: before !== null });
  return { ok: true, result, isOwn: result === record };
}

/** A bundle and its map. */
function bundleFiles({ work }: Job, store: StoreFolder): readonly string[] {
  return work.kind === 'bundle' ? [store.code(work.digest), `${store.code(work.digest)}.map`] : [];
}

/** Programs pass Node's permission model: what they read besides is not known. */
function unconfined({ work }: Job): readonly Notice[] {
  const programs = work.kind === 'bundle' ? work.programs : work.argv.slice(0, 1);
  return programs.length === 0 ? [] : [{ kind: 'not-confined', programs }];
}

function taskOf({
  job,
  store,
  shown,
  output,
  code,
  environment,
}: {
  job: Job;
  store: StoreFolder;
  shown: LinkedFiles;
  output: string;
  /** Where a program's files are laid out. */
  code: string;
  environment: Readonly<Record<string, string>>;
}): StageTask {
  const outputs: Record<string, StageTask['outputs'][string]> = {};
  for (const [name, { format, fileName }] of byName(job.outputs)) {
    outputs[name] = { format, path: join(output, fileName) };
  }
  return {
    half: 'run',
    stage: job.stage,
    ...(job.work.kind === 'bundle'
      ? { bundle: store.code(job.work.digest) }
      : { bundle: '', program: programTask({ job, work: job.work, shown, outputs, folder: code }) }),
    params: job.params,
    seed: job.seed,
    inputs: shown.files,
    outputs,
    metrics: {},
    environment,
  };
}
