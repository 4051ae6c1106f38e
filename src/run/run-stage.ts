import { debug } from '../base/debug.ts';
import { findLostOutput } from '../execute/place-outputs.ts';
import { runJob } from '../execute/run-job.ts';
import { runView } from '../execute/run-view.ts';
import type { Display } from '../model/display.ts';
import type { Job } from '../model/job.ts';
import type { Notice } from '../model/notice.ts';
import type { ObservedStage } from '../model/observation.ts';
import type { Outcome } from '../model/outcome.ts';
import { projectPlace, type StageSpec } from '../model/pipeline.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import { decide, recipeOf, type StageRecipe } from '../plan/decide.ts';
import { readTree } from '../store/folder-tree.ts';
import { readResult } from '../store/read-result.ts';
import { noticeText } from '../words/notice-words.ts';
import { keepInputs } from './keep-inputs.ts';
import { type LastOutcome, readLastOutcome, writeLastOutcome } from './last-outcome.ts';
import { makeJob } from './make-job.ts';
import type { RunEffects } from './run-effects.ts';
import type { RunRequest } from './run-request.ts';
import { takeGiven } from './take-given.ts';

/** What a stage's `view` gave, or why it gave nothing. */
export interface StageShown {
  readonly displays: readonly Display[];
  readonly failure: StageFailure | null;
  readonly notices: readonly Notice[];
}

const nothingShown: StageShown = { displays: [], failure: null, notices: [] };

interface StageSettled {
  readonly outcome: Outcome;
  readonly views: StageShown;
}

interface StageRequest {
  readonly request: RunRequest;
  readonly spec: StageSpec;
  /** Stage id → its result, of every stage that has finished. */
  readonly finished: ReadonlyMap<string, ResultRecord>;
  /** Gives back what the stage claimed of the machine, once it needs no more of it: storing waits for the disk. */
  readonly release?: () => void;
}

/** Brings one stage up to date: decide, execute unless its result stands, then show. Its upstream has finished. */
export async function runStage(stage: StageRequest, effects: RunEffects): Promise<StageSettled> {
  const startedAt = effects.now();
  const given = stage.request.given?.get(stage.spec.id);
  if (given !== undefined) {
    return { outcome: await takeGiven({ ...stage, given }, effects), views: nothingShown };
  }
  try {
    return await settle(stage, { ...effects, startedAt });
  } catch (error) {
    // A disk that is full or must not be written: no bug of ours.
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    const seconds = (effects.now().getTime() - startedAt.getTime()) / 1000;
    const { decided } = recipeNow(stage);
    const failure: StageFailure = { kind: 'store', message: error.message };
    const base = {
      stage: stage.spec.id,
      reasons: [],
      attempts: 1,
      startedAt: startedAt.toISOString(),
      seconds,
    };
    return { outcome: { ...base, kind: 'failed', decided, failure }, views: nothingShown };
  }
}

/** The recipe that a stage has now that its upstream has finished. */
function recipeNow({ request: { stages, observation }, spec, finished }: StageRequest): StageRecipe {
  const contentOf = (stage: string, output: string) => finished.get(stage)?.outputs[output]?.content;
  return recipeOf({ spec, stages, observation, contentOf });
}

async function settle(
  { request, spec, finished, release }: StageRequest,
  effects: RunEffects & { readonly startedAt: Date },
): Promise<StageSettled> {
  const { store, startedAt } = effects;
  const recipe = recipeNow({ request, spec, finished });
  const { observed, inputs, decided } = recipe;
  const base = (reasons: readonly Reason[], attempts: number) => ({
    stage: spec.id,
    reasons,
    attempts,
    startedAt: startedAt.toISOString(),
    seconds: (effects.now().getTime() - startedAt.getTime()) / 1000,
  });
  if (inputs === null) {
    const failure = missingInput(spec, observed);
    return { outcome: { ...base([], 0), kind: 'failed', decided, failure }, views: nothingShown };
  }
  const { decision, standing, last } = await decide(recipe, {
    spec,
    lookups: {
      result: (fingerprint) => readResult(store, fingerprint),
      last: async (stage) => readLastOutcome(store, stage),
      tree: (content) => readTree(store, content),
    },
    isForced: request.isForced(spec.id) || request.inspected === spec.id,
    now: startedAt,
  });
  const { kind, reasons: why } = decision;
  debug('plan', () => ({ stage: spec.id, kind, fingerprint: decided.fingerprint, reasons: why, inputs }));
  const job = makeJob({ request, spec, observed, decided, finished, root: effects.root });
  const finish = async (
    kind: 'ran' | 'cached',
    result: ResultRecord,
    reasons: readonly Reason[],
    attempts: number,
  ) => {
    writeLastOutcome(store, { stage: spec.id, last: lastOutcome(decided, result) });
    await effects.remember(spec, result);
    if (kind === 'ran') tell(result.notices, { spec, effects });
    const outcome: Outcome = { ...base(reasons, attempts), kind, decided, result };
    return { outcome, views: await show({ job, spec, observed, result }, effects) };
  };

  let reasons = decision.reasons;
  if (decision.kind === 'cached') {
    const lost = await findLostOutput(decision.result, effects);
    if (lost === null) return await finish('cached', decision.result, reasons, 0);
    const { output, problem } = lost;
    if (observed.standing !== null) {
      const failure: StageFailure = {
        kind: 'snapshot-lost',
        stage: spec.id,
        digest: problem.digest,
        state: problem.kind,
      };
      return { outcome: { ...base(reasons, 0), kind: 'failed', decided, failure }, views: nothingShown };
    }
    const kind = problem.kind === 'damaged' ? 'result-damaged' : 'result-missing';
    reasons = [{ kind, output, digest: problem.digest }];
  }

  effects.emit({
    ...stageEvent(spec, effects),
    kind: 'stage-started',
    reasons,
    expectedSeconds: last?.seconds ?? null,
  });
  for (let attempt = 1; ; attempt++) {
    const isInspected = request.inspected === spec.id;
    // Another attempt, and a view, have processes of their own.
    const onComputed = spec.retries === 0 && observed.view === null ? release : undefined;
    const how = { replaces: standing, isInspected, onComputed };
    const end = await execute({ job, spec, observed, ...how }, effects);
    if (end.ok) {
      return await finish(end.isOwn ? 'ran' : 'cached', end.result, reasons, attempt);
    }
    const isLast = attempt > spec.retries || ['cancelled', 'inspected'].includes(end.failure.kind);
    if (isLast) {
      const outcome: Outcome = { ...base(reasons, attempt), kind: 'failed', decided, failure: end.failure };
      return { outcome, views: nothingShown };
    }
    effects.emit({ ...stageEvent(spec, effects), kind: 'stage-retried', attempt, failure: end.failure });
  }
}

async function execute(
  {
    job,
    spec,
    observed,
    onComputed,
    ...how
  }: {
    job: Job;
    spec: StageSpec;
    observed: ObservedStage;
    replaces: ResultRecord | null;
    isInspected: boolean;
    onComputed: (() => void) | undefined;
  },
  effects: RunEffects,
): ReturnType<typeof runJob> {
  const { store, index, signal, now, emit, spawn } = effects;
  const unkept = await keepInputs(observed, { ...effects, work: spec.work });
  if (unkept !== null) return { ok: false, failure: unkept };
  const lent = await effects.lend(spec);
  if (!lent.ok) return { ok: false, failure: lent.error };
  try {
    return await runJob(
      { job, ...how },
      {
        store,
        index,
        signal,
        now,
        lent: lent.value,
        spawn,
        onLog: (line) => emit({ ...stageEvent(spec, effects), kind: 'stage-log', line }),
        onProgress: (progress) => emit({ ...stageEvent(spec, effects), kind: 'stage-progress', progress }),
        onWait: (pid) => emit({ ...stageEvent(spec, effects), kind: 'stage-waiting', pid }),
        ...(onComputed === undefined ? {} : { onComputed }),
      },
    );
  } finally {
    await lent.value.release();
  }
}

async function show(
  {
    job,
    spec,
    observed,
    result,
  }: { job: Job; spec: StageSpec; observed: ObservedStage; result: ResultRecord },
  effects: RunEffects,
): Promise<StageShown> {
  if (observed.view === null) return nothingShown;
  const { store, signal, spawn } = effects;
  const { view } = observed;
  const keep = () => keepInputs(observed, { ...effects, work: null });
  const end = await runView({ job, view, result, store, signal, keepInputs: keep, spawn });
  if (!end.ok) return { ...nothingShown, failure: end.failure };
  const { displays, notices, isNew } = end;
  if (isNew) tell(notices, { spec, effects });
  return { displays, failure: null, notices };
}

function tell(
  notices: readonly Notice[],
  { spec, effects }: { readonly spec: StageSpec; readonly effects: RunEffects },
): void {
  for (const notice of notices) {
    // What a stage is by its declaration is for the record, and no warning at each run.
    if (notice.kind === 'not-confined') continue;
    effects.emit({ ...stageEvent(spec, effects), kind: 'warning', message: noticeText(notice) });
  }
}

function stageEvent(spec: StageSpec, { now }: RunEffects): { at: string; stage: string } {
  return { at: now().toISOString(), stage: spec.id };
}

function lastOutcome({ fingerprint, recipe, codeParts }: DecidedRecipe, result: ResultRecord): LastOutcome {
  return { fingerprint, recipe, codeParts, seconds: result.seconds, ranAt: result.ranAt };
}

/** Only a file of the project can be missing here: upstream outputs are there once their stage has finished. */
function missingInput(spec: StageSpec, observed: ObservedStage): StageFailure {
  for (const [input, from] of Object.entries(spec.inputs)) {
    if (from.kind === 'output' || observed.files[input]) continue;
    return { kind: 'input-missing', input, path: projectPlace(from) };
  }
  throw new Error(`every input of ${spec.id} is there, and yet one is not known`);
}
