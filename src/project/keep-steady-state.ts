import { rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineFile } from '../base/engine-file.ts';
import { sealedJson } from '../base/sealed-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import { lastRunOf } from '../experiment/record/last-run.ts';
import type { Outcome } from '../model/outcome.ts';
import type { ExperimentId } from '../model/record.ts';
import { blobsOf } from '../model/result-record.ts';
import { isLinked } from '../observe/reached-packages.ts';
import { logFile } from '../registry/registry-folder.ts';
import type { RunEnd } from '../run/run-pipeline.ts';
import { fileStamp, type SteadyState, steadyPath, valueDigest } from '../run/steady-state.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { globStamps } from './glob-stamps.ts';

import type { RunModels } from './register-run.ts';
import type { RunOrder } from './run-order.ts';

/** libpq's ways of naming a server, which decide whether an embedded one is used. */
const connectionVariables = ['PGHOST', 'PGHOSTADDR', 'PGSERVICE'];
/** A file that changed within the clock's grain of being looked at could change again unseen. */
const settleMs = 25;

/**
 * Keeps what the next run of the same arguments needs to find out by stats alone that it has nothing to do;
 * or takes away what was kept, where stats cannot tell: a real database, the network, a linked package, a failure.
 */
export async function keepSteadyState({
  order,
  end,
  experiment,
  report,
  models,
  env,
}: {
  readonly order: RunOrder;
  readonly end: RunEnd;
  readonly experiment: ExperimentId | null;
  readonly report: string | null;
  readonly models: RunModels;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<void> {
  const { project } = order;
  const { root, pipeline, index, observation, store } = project;
  if (experiment === null || report === null || models.refusal !== null || !canBeTold({ order, end })) {
    await rm(steadyPath(root), { force: true });
    return;
  }
  await sleep(settleMs);
  // What was edited while the run went on would pass for what the run saw.
  const seen = await index.confirm();
  const folders = seen === null ? null : globStamps(project, seen);
  if (seen === null || folders === null) {
    await rm(steadyPath(root), { force: true });
    return;
  }
  const files: Record<string, string | null> = { ...withoutInputBlobs(seen, { store, end }), ...folders };
  const written = ['pipeline.lock', report, `experiments/${experiment}/record.json`, logFile];
  const results = end.outcomes.flatMap((outcome) =>
    outcome.kind === 'ran' || outcome.kind === 'cached' ? [store.result(outcome.result.fingerprint)] : [],
  );
  for (const path of [...written.map((name) => join(root, name)), ...results, engineFile('labbook.js')])
    files[path] = fileStamp(path);
  const names = new Set([
    ...connectionVariables,
    ...Object.values(observation.stages).flatMap(({ env }) => Object.keys(env)),
    ...Object.values(pipeline.sources).flatMap(({ urlFrom }) => urlFrom),
  ]);
  const again = asCached(end);
  const state: SteadyState = {
    schema: 'labbook.steady/1',
    argv: order.argv.filter((arg) => arg !== '--json'),
    node: process.version,
    files,
    folders: Object.fromEntries(index.seenFolders),
    env: Object.fromEntries([...names].map((name) => [name, valueDigest(env[name])])),
    answer: order.answerOf({
      project,
      end: again,
      experiment,
      isCreated: false,
      checks: [],
      report,
      models: { refusal: null, registered: models.registered.map((model) => ({ ...model, isNew: false })) },
      frozen: [],
      notKept: [],
    }),
    lastRun: lastRunOf({
      experiment,
      at: new Date(),
      outcomes: again.outcomes,
      shown: end.shown,
    }),
  };
  await writeAtomic(steadyPath(root), sealedJson(state));
}

function canBeTold({ order, end }: { order: RunOrder; end: RunEnd }): boolean {
  const { pipeline, observation } = order.project;
  const hasFolder = pipeline.stages.some(({ inputs }) =>
    Object.values(inputs).some(({ kind }) => kind === 'folder'),
  );
  // Which program a name means, and what that says of itself, is asked each time.
  const hasPrograms = Object.values(observation.stages).some(({ tools }) => tools !== undefined);
  const isNetworked = pipeline.stages.some(({ network }) => network !== null);
  const hasServer = Object.values(observation.stages).some(
    ({ sourceState, isSourceEmbedded }) => sourceState !== null && !isSourceEmbedded,
  );
  // A new file in one shows in no stat of those that were there.
  const hasLinked = Object.values(observation.stages).some(({ packageFolders, view }) =>
    [...packageFolders, ...(view?.packageFolders ?? [])].some(isLinked),
  );
  const hasShown = [...end.shown.values()].every(({ failure }) => failure === null);
  return (
    end.state === 'ok' &&
    end.notCheckedOut.length === 0 &&
    order.isRepeatable &&
    !hasFolder &&
    !hasLinked &&
    !hasPrograms &&
    !hasServer &&
    !isNetworked &&
    hasShown
  );
}

/** Blobs of inputs are for stages that run; where none does, the project's own files say all of them. */
function withoutInputBlobs(
  seen: Readonly<Record<string, string | null>>,
  { store, end }: { readonly store: StoreFolder; readonly end: RunEnd },
): Record<string, string | null> {
  const blobs = `${store.kind('blobs')}${sep}`;
  const made = new Set(
    end.outcomes.flatMap((outcome) =>
      outcome.kind === 'ran' || outcome.kind === 'cached'
        ? Object.values(outcome.result.outputs)
            .flatMap(blobsOf)
            .map((blob) => store.blob(blob))
        : [],
    ),
  );
  return Object.fromEntries(
    Object.entries(seen).filter(([path]) => !path.startsWith(blobs) || made.has(path)),
  );
}

/** The run as it would be if it were made again. */
function asCached(end: RunEnd): RunEnd {
  const outcomes = end.outcomes.map((outcome): Outcome => {
    if (outcome.kind !== 'ran' && outcome.kind !== 'cached') return outcome;
    return { ...outcome, kind: 'cached', reasons: [{ kind: 'same-recipe' }], seconds: 0, attempts: 0 };
  });
  return { ...end, outcomes, seconds: 0 };
}
