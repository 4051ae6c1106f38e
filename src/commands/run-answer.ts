import { stageNotices } from '../experiment/record/stage-notices.ts';
import type { RunDocument } from '../model/document.ts';
import type { NotKept } from '../model/materials.ts';
import type { Metric } from '../model/metric.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentId } from '../model/record.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { RunEnd } from '../run/run-pipeline.ts';
import { describeFailure } from '../words/describe-failure.ts';
import { formatMetric, metricInterval, metricLook, withUnit } from '../words/format-metric.ts';
import { formatNumber, formatSeconds } from '../words/format-value.ts';
import { notCheckedOutWords } from '../words/not-checked-out-words.ts';
import { notKeptWords } from '../words/not-kept-words.ts';
import { paintState, stateCounts } from '../words/states.ts';
import type { Style } from '../words/style.ts';
import type { CommandAnswer } from './command.ts';
import type { OpenProject } from './open-project.ts';
import type { RunModels } from './register-run.ts';

export interface RunFacts {
  readonly project: OpenProject;
  readonly end: RunEnd;
  /** The experiment that holds the result. */
  readonly experiment: ExperimentId | null;
  readonly isCreated: boolean;
  /** The page, relative to the project. */
  readonly report: string | null;
  readonly models: RunModels;
  /** With `--frozen`: stages whose results are not what pipeline.lock says. */
  readonly frozen: readonly string[];
  /** What of a new experiment no store can give back. */
  readonly notKept: readonly NotKept[];
  readonly style: Style;
}

/** What a run says at its end: one JSON document, or a few lines. */
export function runAnswer(facts: RunFacts): CommandAnswer {
  const { end, frozen, models } = facts;
  const viewFailures = [...end.shown].flatMap(([stage, { failure }]) =>
    failure === null || failure.kind === 'cancelled' ? [] : [{ stage, failure }],
  );
  const isBad = end.state === 'failed' || frozen.length + viewFailures.length + end.notCheckedOut.length > 0;
  const exitCode = end.state === 'interrupted' ? 130 : isBad ? 1 : models.refusal === null ? 0 : 7;
  const problems: readonly Problem[] =
    models.refusal === null ? [] : [{ kind: 'model-refused', refusal: models.refusal }];
  return { exitCode, json: runJson(facts), text: runText(facts, viewFailures), problems };
}

function runJson({
  project,
  end,
  experiment,
  isCreated,
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
    metrics: Object.fromEntries([...allMetrics(end)].map(([name, { value }]) => [name, value])),
    report,
    notKept,
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
  const spec = pipeline.stages.find(({ id }) => id === outcome.stage);
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

function runText(
  { end, experiment, isCreated, report, models, frozen, notKept, style }: RunFacts,
  viewFailures: readonly { readonly stage: string; readonly failure: StageFailure }[],
): string {
  const counts = stateCounts(end.outcomes.map(({ kind }) => kind));
  const saved = end.outcomes.reduce((sum, one) => sum + (one.kind === 'cached' ? one.result.seconds : 0), 0);
  const time = `${formatSeconds(end.seconds)}${saved >= 1 ? `, ${formatSeconds(saved)} saved` : ''}`;
  const lines = [`${style.bold(paintState(end.state, style)(end.state))}  ${counts}  ${style.dim(time)}`];
  const headlines = [...allMetrics(end)].filter(([, { headline }]) => headline === true);
  const width = Math.max(0, ...headlines.map(([name]) => name.length));
  for (const [name, metric] of headlines) lines.push(`  ${name.padEnd(width)}  ${metricText(metric)}`);
  if (experiment !== null) {
    lines.push(`  experiment  ${style.bold(experiment)}${isCreated ? '' : ' (holds this result already)'}`);
  }
  if (report !== null) lines.push(`  report      ${report}`);
  if (models.registered.length > 0) {
    const told = models.registered.map(
      ({ name, version, isNew }) => `${name} ${version}${isNew ? ' (new)' : ''}`,
    );
    lines.push(`  models      ${told.join(', ')}`);
  }
  for (const stage of frozen)
    lines.push(style.red(`  frozen: the result of ${stage} is not what pipeline.lock says`));
  for (const one of end.notCheckedOut) lines.push(style.red(`  ${notCheckedOutWords(one)}`));
  for (const { stage, failure } of viewFailures) {
    const { headline, frames } = describeFailure(failure);
    const [at] = frames;
    lines.push(style.red(`  the view of ${stage} failed; its result stands`));
    lines.push(`    ${headline}${at === undefined ? '' : ` (${at.file}:${at.line})`}`);
  }
  for (const words of notKeptWords(notKept)) lines.push(style.yellow(`  not kept: ${words}`));
  const next = nextCommand({ end, experiment, isCreated });
  if (next !== null) lines.push(style.dim(`  next: ${next}`));
  return lines.join('\n');
}

function nextCommand({
  end,
  experiment,
  isCreated,
}: Pick<RunFacts, 'end' | 'experiment' | 'isCreated'>): string | null {
  const failed = end.outcomes.find(({ kind }) => kind === 'failed');
  if (end.state === 'interrupted') return 'labbook run goes on where this left off';
  if (failed !== undefined) return `labbook why ${failed.stage}`;
  if (experiment === null) return null;
  return isCreated ? 'labbook list' : 'labbook status';
}

/** `0.61 (0.57 to 0.65, majority 0.58, n 702)`. */
function metricText(metric: Metric): string {
  const { value, baseline, n, effectiveN } = metric;
  const look = metricLook(metric);
  const parts = [
    metricInterval(metric),
    baseline === undefined ? null : `baseline ${formatMetric(baseline, look)}`,
    n === undefined ? null : `n ${formatNumber(n)}`,
    effectiveN === undefined ? null : `effective n ${Math.round(effectiveN)}`,
  ].filter((part) => part !== null);
  const shown = withUnit(formatMetric(value, look), look);
  return parts.length === 0 ? shown : `${shown}  (${parts.join(', ')})`;
}

function* allMetrics(end: RunEnd): Generator<readonly [string, Metric]> {
  for (const outcome of end.outcomes) {
    if (outcome.kind !== 'ran' && outcome.kind !== 'cached') continue;
    for (const [name, metric] of Object.entries(outcome.result.metrics)) {
      yield [`${outcome.stage}.${name}`, metric];
    }
  }
}
