import type { Metric } from '../../model/metric.ts';
import type { ExperimentRecord, OutputRecord, StageRecord } from '../../model/record.ts';
import { capitalised, inflect } from '../../words/counted.ts';
import { describeFailure } from '../../words/describe-failure.ts';
import { formatMetric, metricLook } from '../../words/format-metric.ts';
import { formatBytes, formatNumber, formatSeconds } from '../../words/format-value.ts';
import { stateCounts, states } from '../../words/states.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { stateIcon } from '../page/state-icon.ts';
import {
  againstBaseline,
  baselineText,
  difference,
  headlineMetrics,
  intervalText,
  renderMetricTable,
} from './headline-metrics.ts';
import type { ReportCheck } from './leakage-checks.ts';
import { stageAnchor } from './render-stage-card.ts';

/** What one should know if one reads no further: state, headline metrics, checks, models. */
export function renderVerdict(verdict: {
  readonly record: ExperimentRecord;
  readonly baseline: ExperimentRecord | null;
  readonly checks: readonly ReportCheck[];
}): SafeHtml {
  const { record, baseline, checks } = verdict;
  const metrics = headlineMetrics(record);
  const failed = record.stages.filter((stage) => stage.failure !== null);
  return html`<section aria-labelledby="verdict"><h2 id="verdict">Verdict</h2>
<p class="verdict-line ${record.state}">${stateIcon(record.state)} ${stateSentence(record)}</p>
${failed.map((stage) => stage.failure && html`<p class="problem"><strong><a href="#${stageAnchor(stage.id)}">${stage.id}</a></strong> failed. ${describeFailure(stage.failure).headline}${frameText(stage)}</p>`)}
${metrics.length > 0 && html`<ul class="headline">${metrics.slice(0, most).map((entry) => renderHeadline(entry, { record, baseline }))}</ul>`}
${metrics.length > most && html`<details><summary>All ${metrics.length} metrics</summary>${renderMetricTable({ metrics, label: 'Metrics', compared: baseline })}</details>`}
${metrics.length === 0 && html`<p class="muted">No stage reported a metric.</p>`}
${checks.length > 0 && html`<h3 class="sub">Checks</h3><ul class="checks">${checks.map((check) => html`<li>${checkMark(check.state)} <strong>${check.name}</strong>${check.detail !== '' && html`: ${check.detail}`}${renderPlaces(check)}</li>`)}</ul>`}
${renderModels(record.stages)}
</section>`;
}

function renderPlaces({ places = [] }: ReportCheck): SafeHtml | null {
  return places.length === 0 ? null : html`<ul>${places.map((place) => html`<li>${place}</li>`)}</ul>`;
}

/** How many metrics stand large; more than these are one fold away. */
const most = 6;

function renderHeadline(
  [name, metric]: readonly [string, Metric],
  from: { readonly record: ExperimentRecord; readonly baseline: ExperimentRecord | null },
): SafeHtml {
  const other = from.baseline;
  return html`<li class="keep"><span class="muted">${name}</span><span class="big">${formatMetric(metric.value, metricLook(metric))}${metric.unit !== undefined && html` <span class="unit">${metric.unit}</span>`}</span>
${metric.interval !== undefined && html`<span>95 %: ${intervalText(metric)}</span>`}
${metric.baseline !== undefined && html`<span>${baselineName(from.record, name)} ${baselineText(metric)}: ${againstBaseline(metric)}</span>`}
${metric.n !== undefined && html`<span class="muted">n ${formatNumber(metric.n)}${metric.effectiveN !== undefined && html`, effective ${formatNumber(metric.effectiveN, 'integer')}`}</span>`}
${other !== null && html`<span>against <span class="mono">${other.id}</span>: ${difference(metric, other.metrics[name])}</span>`}</li>`;
}

/** What a metric's baseline is: the majority class, where the stage reports that rule's own score beside it. */
function baselineName(record: ExperimentRecord, name: string): string {
  const dot = name.indexOf('.');
  const majority = record.metrics[`${name.slice(0, dot)}.majority.${name.slice(dot + 1)}`];
  return majority !== undefined && majority.value === record.metrics[name]?.baseline
    ? 'majority class'
    : 'baseline';
}

function stateSentence(record: ExperimentRecord): string {
  const counts = stateCounts(record.stages.map(({ state }) => state));
  const total = inflect(record.stages.length, 'stage');
  return `${capitalised(states[record.state].word)} after ${formatSeconds(record.seconds)}. Of ${total}: ${counts}.`;
}

function frameText(stage: StageRecord): SafeHtml | null {
  const frame = stage.failure && 'frames' in stage.failure ? stage.failure.frames[0] : undefined;
  return frame === undefined ? null : html` <span class="mono">${frame.file}:${frame.line}</span>`;
}

function checkMark(state: ReportCheck['state']): SafeHtml {
  const shown = { passed: 'ok', failed: 'failed', unknown: 'waiting' } as const;
  return html`<span class="state ${shown[state]}">${stateIcon(shown[state])}${state === 'unknown' ? 'not known' : state}</span>`;
}

function renderModels(stages: readonly StageRecord[]): SafeHtml | null {
  const models = stages.flatMap((stage) =>
    stage.outputs.filter(isModel).map((output) => ({ stage: stage.id, output })),
  );
  if (models.length === 0) return null;
  return html`<h3 class="sub">Models</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Models"><table><thead><tr><th scope="col">Output</th><th scope="col">Digest</th><th scope="col" class="n">Size</th></tr></thead><tbody>${models.map(({ stage, output }) => html`<tr><th scope="row">${stage}.${output.name}</th><td class="mono">${output.content}</td><td class="n">${formatBytes(output.bytes)}</td></tr>`)}</tbody></table></div>`;
}

/** The record does not say which outputs are models; their name or their folder does. */
function isModel(output: OutputRecord): boolean {
  return (
    /(^|[-_])(model|weights)([-_]|$)/i.test(output.name) ||
    /(^|\/)(ml-)?models?\/|\.(safetensors|onnx)$/.test(output.path)
  );
}
