import { hostname, userInfo } from 'node:os';
import { labbookVersion } from '../base/labbook-version.ts';
import { err, ok, type Result } from '../base/result.ts';
import { recordedPipeline } from '../experiment/record/recorded-pipeline.ts';
import type { RunEvent } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { Reason } from '../model/reason.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { ReproducedStage, Reproduction } from '../model/reproduction.ts';
import { observeEnvironment } from '../observe/environment.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { compareResults } from './compare-results.ts';
import { inputPaths } from './input-paths.ts';
import { judge } from './judge.ts';
import { makeAgain, prepare } from './make-again.ts';
import { recordedResults } from './recorded-result.ts';
import { isOtherRuntime, runtimeChanges } from './runtime-changes.ts';
import { makeScratchProject } from './scratch-project.ts';
import { selectStages } from './select-stages.ts';

/** How far two numbers may be apart on another runtime, where no tolerance was asked for. */
const usualTolerance = 1e-6;

export interface ReproduceRequest {
  readonly record: ExperimentRecord;
  /** Where the blobs are that the record names. */
  readonly store: StoreFolder;
  /** What was typed, for the certificate. */
  readonly asked: string;
  readonly from: string | null;
  readonly only: string | null;
  readonly alone?: string | null;
  /** Asked for: then equivalent is enough on any machine. */
  readonly tolerance: number | null;
  /** The `node_modules` to use; null to install what the recorded lock file names. */
  readonly modules: string | null;
  readonly jobs: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Told what is not as it was recorded, before anything runs. */
  readonly onChanges: (changes: readonly Reason[]) => void;
}

/**
 * Makes an experiment again from what its record names and nothing else, in a folder of its own, without any
 * cached result, and compares every output with the recorded one. Problems are of what keeps it from beginning;
 * a stage that fails is part of the result.
 */
export async function reproduce(
  request: ReproduceRequest,
): Promise<Result<Reproduction, readonly Problem[]>> {
  const { record, store, env, signal, emit } = request;
  if (record.materials === undefined) return err([{ kind: 'no-materials', experiment: record.id }]);
  const startedAt = new Date();
  const pipeline = recordedPipeline(record);
  if (!pipeline.ok) return err([pipeline.error]);
  const selected = selectStages({ pipeline: pipeline.value, record }, request);
  if (!selected.ok) return err([selected.error]);
  const selection = selected.value;
  const given = recordedResults(record, selection.taken);
  const inputs = inputPaths(record, selection.made);
  const laidOut = await makeScratchProject({
    record,
    store,
    given,
    inputs,
    modules: request.modules,
    signal,
  });
  if (!laidOut.ok) return laidOut;
  await using scratch = laidOut.value;
  const prepared = await prepare({ project: scratch, pipeline: pipeline.value, made: selection.made, env });
  if (!prepared.ok) return prepared;
  const { observation } = prepared.value;
  const changes = runtimeChanges({ record, pipeline: pipeline.value, observation });
  request.onChanges(changes);
  const end = await makeAgain(prepared.value, { given, jobs: request.jobs, signal, emit });
  signal.throwIfAborted();
  const tolerance = request.tolerance ?? usualTolerance;
  const stages = await compareResults({
    record,
    outcomes: end.outcomes,
    selection,
    stores: { recorded: store, made: scratch.store },
    tolerance,
  });
  const finishedAt = new Date();
  return ok({
    schema: 'labbook.reproduction/1',
    experiment: record.id,
    asked: request.asked,
    ...judge(stages),
    tolerance,
    isEquivalenceEnough: request.tolerance !== null || isOtherRuntime(changes),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    seconds: (finishedAt.getTime() - startedAt.getTime()) / 1000,
    stageSeconds: stageSeconds(stages),
    by: loginName(),
    machine: { ...observeEnvironment(labbookVersion()), host: hostname() },
    recordedOn: record.environment,
    stages,
  });
}

/** Whether the proof holds: what was made is the recorded thing, or near enough where that was to be expected. */
export function isProven({ verdict, isEquivalenceEnough }: Reproduction): boolean {
  return verdict === 'identical' || (verdict === 'equivalent' && isEquivalenceEnough);
}

function stageSeconds(stages: readonly ReproducedStage[]): Reproduction['stageSeconds'] {
  const made = stages.filter(({ seconds }) => seconds !== null);
  return {
    made: made.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
    recorded: made.reduce((sum, { recordedSeconds }) => sum + (recordedSeconds ?? 0), 0),
  };
}

/** A user without an entry in the system's list, as in some containers, has no name. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
