import { totalmem } from 'node:os';
import type { Outcome } from '../model/outcome.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { upstreamOf } from '../plan/order-stages.ts';
import { checkOut, type NotCheckedOut } from './check-out.ts';
import type { RunEffects } from './run-effects.ts';
import type { RunRequest } from './run-request.ts';
import { runStage, type StageShown } from './run-stage.ts';
import { makeSlots } from './slots.ts';
import { stageQueue } from './stage-queue.ts';

export interface RunEnd {
  readonly state: 'ok' | 'failed' | 'interrupted';
  /** In pipeline order. */
  readonly outcomes: readonly Outcome[];
  readonly shown: ReadonlyMap<string, StageShown>;
  readonly notCheckedOut: readonly NotCheckedOut[];
  readonly seconds: number;
}

/** For each stage that computes, how many may be under way in all: those others store what they made. */
const storingEach = 4;

/**
 * The loop of a run: whatever is ready starts, as far as cores and memory allow; what ends makes others
 * ready. A stage below a failure is blocked. Cancellation lets finished stages stand and starts nothing new.
 */
export async function runPipeline(
  request: RunRequest,
  effects: RunEffects,
  steps: { readonly runStage: typeof runStage; readonly checkOut: typeof checkOut } = { runStage, checkOut },
): Promise<RunEnd> {
  const startedAt = effects.now().getTime();
  const outcomes = new Map<string, Outcome>();
  const shown = new Map<string, StageShown>();
  const finished = new Map<string, ResultRecord>();
  const running = new Map<string, Promise<void>>();
  const slots = makeSlots({ cpus: request.jobs, memoryMb: totalmem() / 2 ** 20 });
  const queue = stageQueue(request.stages);
  let onRelease = (): void => undefined;
  const nextRelease = () =>
    new Promise<void>((resolve) => {
      onRelease = resolve;
    });
  const failedStages: string[] = [];
  const isStopping = () => effects.signal.aborted || (failedStages.length > 0 && !request.isKeepGoing);
  effects.emit({
    kind: 'run-started',
    at: effects.now().toISOString(),
    run: request.run,
    stages: request.stages.map(({ id }) => id),
    jobs: request.jobs,
  });

  const finish = (outcome: Outcome): void => {
    outcomes.set(outcome.stage, outcome);
    if (outcome.kind === 'ran' || outcome.kind === 'cached') finished.set(outcome.stage, outcome.result);
    if (outcome.kind === 'failed') failedStages.push(outcome.stage);
    effects.emit({
      kind: 'stage-finished',
      at: effects.now().toISOString(),
      stage: outcome.stage,
      outcome: {
        kind: outcome.kind,
        reasons: outcome.reasons,
        seconds: outcome.seconds,
        attempts: outcome.attempts,
        failure: outcome.kind === 'failed' ? outcome.failure : null,
        savedSeconds: outcome.kind === 'cached' ? outcome.result.seconds : 0,
      },
    });
  };

  /** What has ended lets those that read from it begin, or blocks them, and what is below those. */
  const settle = (ended: Outcome): void => {
    const pending = [ended];
    for (let outcome = pending.shift(); outcome !== undefined; outcome = pending.shift()) {
      finish(outcome);
      const isBad = outcome.kind === 'failed' || outcome.kind === 'blocked';
      for (const spec of queue.ended(outcome.stage)) {
        if (!isBad || !queue.drop(spec.id)) continue;
        const failed = upstreamOf(spec).filter((id) =>
          ['failed', 'blocked'].includes(outcomes.get(id)?.kind ?? ''),
        );
        pending.push(blocked(spec, { failed, at: effects.now() }));
      }
    }
  };

  const start = (spec: StageSpec): void => {
    let isHeld = true;
    const release = (): void => {
      if (isHeld) slots.give(spec.resources);
      isHeld = false;
      onRelease();
    };
    const work = steps
      .runStage({ request, spec, finished, release }, effects)
      .then(({ outcome, views }) => {
        shown.set(spec.id, views);
        settle(outcome);
      })
      .finally(() => {
        running.delete(spec.id);
        release();
      });
    running.set(spec.id, work);
  };

  for (;;) {
    while (!isStopping() && !slots.isFull() && running.size < storingEach * request.jobs) {
      const spec = queue.next(({ resources }) => slots.take(resources));
      if (spec === null) break;
      start(spec);
    }
    if (running.size === 0) break;
    await Promise.race([...running.values(), nextRelease()]);
  }
  // Cancelled, or stopped by a failure elsewhere: what never became ready did not run either.
  for (const spec of queue.left()) finish(blocked(spec, { failed: failedStages, at: effects.now() }));

  const ordered = request.stages.flatMap(({ id }) => outcomes.get(id) ?? []);
  const notCheckedOut = await steps.checkOut({ request, outcomes: ordered }, effects);
  const state = effects.signal.aborted ? 'interrupted' : failedStages.length > 0 ? 'failed' : 'ok';
  const seconds = (effects.now().getTime() - startedAt) / 1000;
  effects.emit({ kind: 'run-finished', at: effects.now().toISOString(), run: request.run, state, seconds });
  return { state, outcomes: ordered, shown, notCheckedOut, seconds };
}

function blocked(spec: StageSpec, { failed, at }: { failed: readonly string[]; at: Date }): Outcome {
  return {
    kind: 'blocked',
    stage: spec.id,
    reasons: [{ kind: 'upstream-failed', stages: failed }],
    seconds: 0,
    startedAt: at.toISOString(),
    attempts: 0,
  };
}
