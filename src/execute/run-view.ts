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
import type { Notice } from '../model/notice.ts';
import type { ObservedView } from '../model/observation.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { linkFiles } from './link-files.ts';
import { refusalNotices } from './refusal-notices.ts';
import { spawnStage } from './spawn-stage.ts';
import { storedInput } from './stored-input.ts';

/** What a view came to, as it is kept. */
interface Shown {
  readonly displays: readonly Display[];
  readonly notices: readonly Notice[];
}

export type ViewEnd =
  /** `isNew` where the view was run for it. */
  | ({ readonly ok: true; readonly isNew: boolean } & Shown)
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
  const known = await readShown(path);
  debug('execute', () => ({ did: 'look for displays', stage: job.stage, path, isThere: known !== null }));
  if (known !== null) return { ok: true, isNew: false, ...known };
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
    const { displays, refusals } = end.message;
    const notices = refusalNotices(refusals, job.projectRoot).map(
      (one): Notice => ({ ...one, half: 'view' }),
    );
    const shown: Shown = { displays, notices };
    await writeAtomic(path, sealedJson(shown));
    return { ok: true, isNew: true, ...shown };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The outputs of a finished stage as its `view` reads them, under the names that `run` wrote. */
function outputsOf(job: Job, result: ResultRecord): Job['inputs'] {
  const named = Object.entries(result.outputs).map(
    ([name, stored]) => [name, storedInput(stored, job.outputs[name]?.fileName ?? name)] as const,
  );
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
  return digestOf('view-recipe/3', {
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

async function readShown(path: string): Promise<Shown | null> {
  const shown = readSealed(path) as Partial<Shown> | null | undefined;
  return Array.isArray(shown?.displays) && Array.isArray(shown.notices) ? (shown as Shown) : null;
}
