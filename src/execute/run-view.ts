import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { debug } from '../base/debug.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import { makerMark } from '../base/maker-mark.ts';
import { readSealed, sealedJson } from '../base/sealed-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import type { Display } from '../model/display.ts';
import type { Job } from '../model/job.ts';
import type { ObservedView } from '../model/observation.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { linkFiles } from './link-files.ts';
import { spawnStage } from './spawn-stage.ts';

export type ViewEnd =
  | { readonly ok: true; readonly displays: readonly Display[] }
  | { readonly ok: false; readonly failure: StageFailure };

/** A `view` only draws what is there. */
const timeoutMs = 120_000;

/**
 * The displays of a finished stage: from the store, where the same `view` was shown the same result before,
 * else by running it. Results that cannot be read back are made again.
 */
export async function runView({
  job,
  view,
  result,
  store,
  signal,
  keepInputs,
  spawn = spawnStage,
}: {
  readonly job: Job;
  readonly view: ObservedView;
  readonly result: ResultRecord;
  readonly store: StoreFolder;
  readonly signal: AbortSignal;
  /** Sees to it that the store holds what the view reads; asked only where the view is to be drawn. */
  readonly keepInputs: () => Promise<StageFailure | null>;
  readonly spawn?: typeof spawnStage | undefined;
}): Promise<ViewEnd> {
  const path = store.view(viewFingerprint({ job, view, result }));
  const known = await readDisplays(path);
  debug('execute', () => ({ did: 'look for displays', stage: job.stage, path, isThere: known !== null }));
  if (known !== null) return { ok: true, displays: known };
  const unkept = await keepInputs();
  if (unkept !== null) return { ok: false, failure: unkept };
  const random = randomBytes(4).toString('hex');
  const work = join(store.work, `${job.run}.${job.stage}.view.${random}.${makerMark()}`);
  const temporary = join(work, 'tmp');
  await mkdir(temporary, { recursive: true });
  try {
    const inputs = await linkFiles(job.inputs, { store, folder: join(work, 'in') });
    const outputs = await linkFiles(outputsOf(job, result), { store, folder: join(work, 'out') });
    const end = await spawn({
      task: {
        half: 'view',
        stage: job.stage,
        bundle: store.code(view.code.digest),
        params: job.params,
        seed: job.seed,
        inputs: inputs.files,
        outputs: outputs.files,
        metrics: result.metrics,
        environment: {},
      },
      root: job.projectRoot,
      readable: [
        store.code(view.code.digest),
        `${store.code(view.code.digest)}.map`,
        ...view.packageFolders,
        ...inputs.readable,
        ...outputs.readable,
      ],
      writable: [temporary],
      temporary,
      timeoutMs,
      memoryMb: null,
      hasNetwork: false,
      programs: [],
      signal,
      onLog: () => undefined,
      onProgress: () => undefined,
    });
    if (!end.ok) return end;
    if (end.message.kind !== 'viewed') throw new Error('a view ended as a run');
    await writeAtomic(path, sealedJson(end.message.displays));
    return { ok: true, displays: end.message.displays };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The outputs of a finished stage as its `view` reads them, under the names that `run` wrote. */
function outputsOf(job: Job, result: ResultRecord): Job['inputs'] {
  const named = Object.entries(result.outputs).map(([name, { format, content, blob }]) => {
    const files = [{ name: job.outputs[name]?.fileName ?? name, blob }];
    return [name, { format, content, files }] as const;
  });
  return Object.fromEntries(named);
}

/** Decided by the code of `view` and by all that it may look at. */
function viewFingerprint({
  job,
  view,
  result,
}: {
  job: Job;
  view: ObservedView;
  result: ResultRecord;
}): Digest {
  const outputs = Object.fromEntries(
    Object.entries(result.outputs).map(([name, { content }]) => [name, content]),
  );
  const inputs = Object.fromEntries(Object.entries(job.inputs).map(([name, { content }]) => [name, content]));
  return digestOf('view-recipe/2', {
    code: view.code,
    packages: view.packages,
    wiring: view.wiring,
    params: job.params,
    shown: job.recipe.shown,
    inputs,
    outputs,
    metrics: result.metrics,
    seed: job.seed,
    runtime: job.recipe.runtime,
  });
}

async function readDisplays(path: string): Promise<readonly Display[] | null> {
  const displays = await readSealed(path);
  return Array.isArray(displays) ? (displays as readonly Display[]) : null;
}
