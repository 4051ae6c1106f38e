import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { debug } from '../base/debug.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import { readSealed, sealedJson } from '../base/sealed-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import type { Display } from '../model/display.ts';
import type { Job } from '../model/job.ts';
import type { ObservedView } from '../model/observation.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { InputFile } from '../model/stage.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { inputFiles } from './run-job.ts';
import { spawnStage } from './spawn-stage.ts';

export type ViewEnd =
  | { readonly ok: true; readonly displays: readonly Display[]; readonly isCached: boolean }
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
  outputPaths,
  store,
  signal,
}: {
  readonly job: Job;
  readonly view: ObservedView;
  readonly result: ResultRecord;
  /** Output name → absolute path in the project, where it stands restored. */
  readonly outputPaths: Readonly<Record<string, string>>;
  readonly store: StoreFolder;
  readonly signal: AbortSignal;
}): Promise<ViewEnd> {
  const path = store.view(viewFingerprint({ job, view, result }));
  const known = await readDisplays(path);
  debug('execute', () => ({ did: 'look for displays', stage: job.stage, path, isThere: known !== null }));
  if (known !== null) return { ok: true, displays: known, isCached: true };
  const temporary = join(
    store.work,
    `${job.run}.${job.stage}.view.${randomBytes(4).toString('hex')}.${process.pid}`,
  );
  await mkdir(temporary, { recursive: true });
  try {
    const outputs: Record<string, InputFile> = {};
    for (const [name, { format, content }] of Object.entries(result.outputs)) {
      const at = outputPaths[name] ?? '';
      outputs[name] = { path: at, format, digest: content, files: [{ path: at, name }] };
    }
    const end = await spawnStage({
      task: {
        half: 'view',
        stage: job.stage,
        bundle: store.code(view.code.digest),
        params: job.params,
        seed: job.seed,
        inputs: inputFiles(job.inputs),
        outputs,
        metrics: result.metrics,
        environment: {},
      },
      root: job.projectRoot,
      readable: [
        store.code(view.code.digest),
        `${store.code(view.code.digest)}.map`,
        ...view.packageFolders,
        ...Object.values(outputPaths),
        ...Object.values(job.inputs).flatMap(({ files }) => files.map((file) => file.path)),
      ],
      writable: [temporary],
      temporary,
      timeoutMs,
      memoryMb: null,
      hasNetwork: false,
      signal,
      onLog: () => undefined,
      onProgress: () => undefined,
    });
    if (!end.ok) return end;
    if (end.message.kind !== 'viewed') throw new Error('a view ended as a run');
    await writeAtomic(path, sealedJson(end.message.displays));
    return { ok: true, displays: end.message.displays, isCached: false };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
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
