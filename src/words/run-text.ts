import type { LeakageCheck } from '../model/leakage-check.ts';
import type { NotKept } from '../model/materials.ts';
import type { Metric } from '../model/metric.ts';
import type { Outcome } from '../model/outcome.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import { describeFailure } from './describe-failure.ts';
import { formatMetric, metricInterval, metricLook, withUnit } from './format-metric.ts';
import { formatNumber, formatSeconds } from './format-value.ts';
import { checkLines } from './leakage-text.ts';
import { notCheckedOutWords } from './not-checked-out-words.ts';
import { notKeptWords } from './not-kept-words.ts';
import { paintState, stateCounts } from './states.ts';
import type { Style } from './style.ts';

export interface RunTold {
  readonly state: 'ok' | 'failed' | 'interrupted';
  readonly outcomes: readonly Outcome[];
  readonly seconds: number;
  readonly viewFailures: readonly { readonly stage: string; readonly failure: StageFailure }[];
  readonly notCheckedOut: readonly Parameters<typeof notCheckedOutWords>[0][];
  readonly experiment: string | null;
  readonly isCreated: boolean;
  /** What a new experiment proved about leakage. */
  readonly checks: readonly LeakageCheck[];
  /** The page, relative to the project. */
  readonly report: string | null;
  readonly models: readonly { readonly name: string; readonly version: string; readonly isNew: boolean }[];
  readonly frozen: readonly string[];
  readonly notKept: readonly NotKept[];
}

/** What a run says at its end in a terminal, in a few lines. */
export function runText(told: RunTold, style: Style): string {
  const { outcomes, experiment, isCreated, report, models, frozen, notKept } = told;
  const counts = stateCounts(outcomes.map(({ kind }) => kind));
  const saved = outcomes.reduce((sum, one) => sum + (one.kind === 'cached' ? one.result.seconds : 0), 0);
  const time = `${formatSeconds(told.seconds)}${saved >= 1 ? `, ${formatSeconds(saved)} saved` : ''}`;
  const lines = [`${style.bold(paintState(told.state, style)(told.state))}  ${counts}  ${style.dim(time)}`];
  const headlines = [...allMetrics(outcomes)].filter(([, { headline }]) => headline === true);
  const width = Math.max(0, ...headlines.map(([name]) => name.length));
  for (const [name, metric] of headlines) lines.push(`  ${name.padEnd(width)}  ${metricText(metric)}`);
  if (experiment !== null) {
    lines.push(`  experiment  ${style.bold(experiment)}${isCreated ? '' : ' (holds this result already)'}`);
  }
  if (report !== null) lines.push(`  report      ${report}`);
  lines.push(...checkLines(told.checks, style));
  if (models.length > 0) {
    const told = models.map(({ name, version, isNew }) => `${name} ${version}${isNew ? ' (new)' : ''}`);
    lines.push(`  models      ${told.join(', ')}`);
  }
  for (const stage of frozen)
    lines.push(style.red(`  frozen: the result of ${stage} is not what pipeline.lock says`));
  for (const one of told.notCheckedOut) lines.push(style.red(`  ${notCheckedOutWords(one)}`));
  for (const { stage, failure } of told.viewFailures) {
    const { headline, frames } = describeFailure(failure);
    const [at] = frames;
    lines.push(style.red(`  the view of ${stage} failed; its result stands`));
    lines.push(`    ${headline}${at === undefined ? '' : ` (${at.file}:${at.line})`}`);
  }
  for (const words of notKeptWords(notKept)) lines.push(style.yellow(`  not kept: ${words}`));
  const next = nextCommand(told);
  if (next !== null) lines.push(style.dim(`  next: ${next}`));
  return lines.join('\n');
}

function nextCommand({ state, outcomes, experiment, isCreated }: RunTold): string | null {
  const failed = outcomes.find(({ kind }) => kind === 'failed');
  if (state === 'interrupted') return 'labbook run goes on where this left off';
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

/** `stage.metric` of each result, in pipeline order. */
export function* allMetrics(outcomes: readonly Outcome[]): Generator<readonly [string, Metric]> {
  for (const outcome of outcomes) {
    if (outcome.kind !== 'ran' && outcome.kind !== 'cached') continue;
    for (const [name, metric] of Object.entries(outcome.result.metrics)) {
      yield [`${outcome.stage}.${name}`, metric];
    }
  }
}
