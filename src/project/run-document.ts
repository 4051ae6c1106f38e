import { stageNotices } from '../experiment/record/stage-notices.ts';
import type { RunDocument } from '../model/document.ts';
import type { LeakageCheck } from '../model/leakage-check.ts';
import type { NotKept } from '../model/materials.ts';
import type { Outcome } from '../model/outcome.ts';
import type { ExperimentId } from '../model/record.ts';
import { findStage } from '../plan/order-stages.ts';
import type { RunEnd } from '../run/run-pipeline.ts';
import { allMetrics } from '../words/run-text.ts';
import type { OpenProject } from './open-project.ts';
import type { RunModels } from './register-run.ts';

export interface RunFacts {
  readonly project: OpenProject;
  readonly end: RunEnd;
  /** The experiment that holds the result. */
  readonly experiment: ExperimentId | null;
  readonly isCreated: boolean;
  /** What a new experiment proved about leakage. */
  readonly checks: readonly LeakageCheck[];
  /** The page, relative to the project. */
  readonly report: string | null;
  readonly models: RunModels;
  /** With `--frozen`: stages whose results are not what pipeline.lock says. */
  readonly frozen: readonly string[];
  /** What of a new experiment no store can give back. */
  readonly notKept: readonly NotKept[];
}

/** What `labbook run --json` prints. */
export function runDocument({
  project,
  end,
  experiment,
  isCreated,
  checks,
  report,
  models,
  frozen,
  notKept,
}: RunFacts): RunDocument {
  return {
    schema: 'labbook.run/1',
    experiment,
    created: isCreated,
    state: end.state,
    seconds: end.seconds,
    stages: end.outcomes.map((outcome) => stageJson(outcome, { project, end })),
    metrics: Object.fromEntries([...allMetrics(end.outcomes)].map(([name, { value }]) => [name, value])),
    report,
    notKept,
    ...(checks.length === 0 ? {} : { checks }),
    models: models.registered.map(({ name, version, digest, isNew }) => ({
      name,
      version,
      digest,
      created: isNew,
    })),
    ...(models.refusal === null ? {} : { modelRefusal: models.refusal }),
    ...(frozen.length > 0 ? { frozenDifferences: frozen } : {}),
    ...(end.notCheckedOut.length > 0 ? { notCheckedOut: end.notCheckedOut } : {}),
    viewFailures: Object.fromEntries(
      [...end.shown].flatMap(([id, { failure }]) => (failure ? [[id, failure]] : [])),
    ),
  };
}

function stageJson(
  outcome: Outcome,
  { project: { pipeline }, end }: Pick<RunFacts, 'project' | 'end'>,
): RunDocument['stages'][number] {
  const notices = stageNotices(outcome, end.shown);
  const spec = findStage(pipeline.stages, outcome.stage);
  const result = outcome.kind === 'ran' || outcome.kind === 'cached' ? outcome.result : null;
  const outputs: Record<string, RunDocument['stages'][number]['outputs'][string]> = {};
  for (const [name, { content, bytes }] of Object.entries(result?.outputs ?? {})) {
    outputs[name] = { path: spec?.outputs[name]?.path ?? null, digest: content, bytes };
  }
  return {
    id: outcome.stage,
    state: outcome.kind,
    reasons: outcome.reasons,
    seconds: outcome.seconds,
    fingerprint: outcome.kind === 'blocked' ? null : outcome.decided.fingerprint,
    outputs,
    ...(notices.length === 0 ? {} : { notices }),
    ...(outcome.kind === 'failed' ? { failure: outcome.failure } : {}),
  };
}
