import { totalmem } from 'node:os';
import type { Outcome } from '../model/outcome.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { orderStages, upstreamOf } from '../plan/order-stages.ts';
import { checkOut, type NotCheckedOut } from './check-out.ts';
import type { RunEffects } from './run-effects.ts';
import type { RunRequest } from './run-request.ts';
import { runStage, type StageShown } from './run-stage.ts';
import { makeSlots } from './slots.ts';

export interface RunEnd {
  readonly state: 'ok' | 'failed' | 'interrupted';
  /** In pipeline order. */
  readonly outcomes: readonly Outcome[];
  readonly shown: ReadonlyMap<string, StageShown>;
  readonly notCheckedOut: readonly NotCheckedOut[];
  readonly seconds: number;
}

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
  let pending = [...orderStages(request.stages)];
  const hasFailed = () => [...outcomes.values()].some(({ kind }) => kind === 'failed');
  const isStopping = () => effects.signal.aborted || (hasFailed() && !request.isKeepGoing);
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

  const start = (spec: StageSpec): void => {
    const work = steps
      .runStage({ request, spec, finished }, effects)
      .then(({ outcome, views }) => {
        shown.set(spec.id, views);
        finish(outcome);
      })
      .finally(() => {
        slots.give(spec.resources);
        running.delete(spec.id);
      });
    running.set(spec.id, work);
  };

  for (;;) {
    for (const spec of pending) {
      const upstream = upstreamOf(spec);
      const failed = upstream.filter((id) => ['failed', 'blocked'].includes(outcomes.get(id)?.kind ?? ''));
      const isReady = upstream.every((id) => outcomes.has(id));
      if (failed.length > 0) finish(blocked(spec, { failed, at: effects.now() }));
      else if (!isReady || isStopping() || !slots.take(spec.resources)) continue;
      else start(spec);
      pending = pending.filter((other) => other !== spec);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  // Cancelled, or stopped by a failure elsewhere: what never became ready did not run either.
  const failed = [...outcomes.values()].filter(({ kind }) => kind === 'failed').map(({ stage }) => stage);
  for (const spec of pending) finish(blocked(spec, { failed, at: effects.now() }));

  const ordered = request.stages.flatMap(({ id }) => outcomes.get(id) ?? []);
  const notCheckedOut = await steps.checkOut({ request, outcomes: ordered }, effects);
  const state = effects.signal.aborted ? 'interrupted' : hasFailed() ? 'failed' : 'ok';
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
