import { ok, type Result } from '../base/result.ts';
import { longestHorizon } from '../experiment/compare/paired-intervals.ts';
import { decideGates, type GateQuestion, stateOf } from '../gate/decide-gates.ts';
import type { GateRun } from '../gate/gate-run.ts';
import { nextLook, seedLooks } from '../gate/seed-looks.ts';
import type { Baseline } from '../model/baseline.ts';
import type { GateReport } from '../model/gate-report.ts';
import type { Gates } from '../model/gates.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { CommandAnswer, CommandContext, CommandInput } from './command.ts';
import { gateRun, runForGate } from './gate-runs.ts';
import { noteHoldoutLook, readHoldout } from './look-at-holdout.ts';
import { readReferences } from './read-references.ts';

export interface CandidateQuestion {
  readonly gates: Gates;
  readonly pipeline: Pipeline;
  readonly main: GateRun;
  readonly baseline: Baseline | null;
  readonly input: CommandInput;
  /** Whether the pipeline was run for this; else other seeds are not run either. */
  readonly isRun: boolean;
}

/** Scores a candidate with as many seeds as its gates ask for, or as settle it, and decides. */
export async function decideCandidate(
  { gates, pipeline, main, baseline, input, isRun }: CandidateQuestion,
  context: CommandContext,
): Promise<
  Result<{ readonly report: GateReport; readonly runs: readonly GateRun[] }, Problem | CommandAnswer>
> {
  const { root } = context;
  const references = await readReferences({ baseline, main, pipeline, input }, context);
  if (!references.ok) return references;
  const looks = isRun ? seedLooks(gates) : [1];
  const runs: GateRun[] = [main];
  let report: GateReport | null = null;
  let question: GateQuestion | null = null;
  let wanted: number | null = looks[0] ?? 1;
  while (wanted !== null) {
    while (runs.length < wanted) {
      const seed = 1 + ((pipeline.seed - 1 + runs.length) % 2147483647);
      const ran = await runForGate({ seed, of: main.record.id, input }, context);
      if (!ran.ok) return { ok: false, error: { ...ran.error, exitCode: ran.error.exitCode || 1 } };
      const run = await gateRun(root, ran.value);
      if (!run.ok) return run;
      runs.push(run.value);
    }
    question = {
      gates,
      candidate: runs,
      baseline: references.value.baseline,
      best: references.value.best,
      holdout: null,
      horizon: longestHorizon(main.record),
      // Each look could cry wolf by itself: together they must not more often than one.
      level: 1 - 0.05 / looks.length,
    };
    report = decideGates(question);
    wanted = nextLook(report, { looks, runs: runs.length });
  }
  if (report === null || question === null) throw new Error('there is a look at least');
  if (runs.length > 1) {
    // The outputs in the project are the candidate's again.
    const restored = await runForGate({ seed: null, of: null, input }, context);
    if (!restored.ok)
      return { ok: false, error: { ...restored.error, exitCode: restored.error.exitCode || 1 } };
  }
  if (gates.holdout === null || baseline === null || report.state === 'failed') return ok({ report, runs });
  const holdout = await readHoldout(root, {
    part: gates.holdout,
    runs,
    baseline,
    anew: references.value.holdout,
  });
  if (!holdout.ok) return holdout;
  const whole =
    holdout.value === null
      ? withoutHoldout(report, gates.holdout)
      : decideGates({ ...question, holdout: holdout.value });
  if (holdout.value !== null) await noteHoldoutLook(root, { runs, state: whole.state, at: new Date() });
  return ok({ report: whole, runs });
}

/** A holdout that was asked for and that nobody can look at is no passed gate. */
function withoutHoldout({ verdicts }: GateReport, part: string): GateReport {
  const all: GateReport['verdicts'] = [
    ...verdicts,
    {
      at: 'gates.holdout',
      check: 'holdout',
      metric: null,
      state: 'failed',
      facts: { kind: 'no-holdout', part },
    },
  ];
  return { state: stateOf(all), verdicts: all };
}
