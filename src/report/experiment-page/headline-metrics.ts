import type { Metric } from '../../model/metric.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { alignDecimals, figureSpaces } from '../../words/align-decimals.ts';
import { formatMetric, metricInterval, metricLook, nameWithUnit } from '../../words/format-metric.ts';
import { formatNumber } from '../../words/format-value.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** The metrics that a record shows first: those marked as headline, or all where none is. */
export function headlineMetrics(record: ExperimentRecord): readonly (readonly [string, Metric])[] {
  const all = Object.entries(record.metrics);
  const marked = all.filter(([, metric]) => metric.headline === true);
  return marked.length > 0 ? marked : all;
}

/**
 * Metrics as a table: value with its 95 % interval, beside the honest baseline, the rows it was computed on,
 * and the difference from another experiment's value where there is one.
 */
export function renderMetricTable(table: {
  readonly metrics: readonly (readonly [string, Metric])[];
  readonly label: string;
  readonly compared?: ExperimentRecord | null;
}): SafeHtml {
  const { metrics } = table;
  const compared = table.compared ?? null;
  const has = (test: (metric: Metric) => boolean) => metrics.some(([, metric]) => test(metric));
  const hasInterval = has((metric) => metric.interval !== undefined);
  const hasBaseline = has((metric) => metric.baseline !== undefined);
  const hasN = has((metric) => metric.n !== undefined);
  const hasEffective = has((metric) => metric.effectiveN !== undefined);
  const column = (cell: (metric: Metric) => string) =>
    alignDecimals(
      metrics.map(([, metric]) => cell(metric)),
      figureSpaces,
    );
  const values = column((metric) => formatMetric(metric.value, metricLook(metric)));
  const baselines = column(baselineText);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${table.label}"><table>
<thead><tr><th scope="col">Metric</th><th scope="col" class="n">Value</th>${hasInterval && html`<th scope="col">95 % interval</th>`}${hasBaseline && html`<th scope="col" class="n">Baseline</th><th scope="col">Against it</th>`}${hasN && html`<th scope="col" class="n">n</th>`}${hasEffective && html`<th scope="col" class="n">Effective n</th>`}${compared !== null && html`<th scope="col" class="n">Δ from ${compared.id}</th>`}</tr></thead>
<tbody>${metrics.map(
    ([name, metric], i) =>
      html`<tr><th scope="row">${nameWithUnit(name, metricLook(metric))}</th><td class="n">${values[i] ?? ''}</td>${hasInterval && html`<td>${intervalText(metric)}</td>`}${hasBaseline && html`<td class="n">${baselines[i] ?? ''}</td><td>${againstBaseline(metric)}</td>`}${hasN && html`<td class="n">${metric.n === undefined ? '–' : formatNumber(metric.n)}</td>`}${hasEffective && html`<td class="n">${metric.effectiveN === undefined ? '–' : formatNumber(metric.effectiveN, 'integer')}</td>`}${compared !== null && html`<td class="n">${difference(metric, compared.metrics[name])}</td>`}</tr>`,
  )}</tbody></table></div>`;
}

export function intervalText(metric: Metric): string {
  return metricInterval(metric) ?? '–';
}

export function baselineText(metric: Metric): string {
  return metric.baseline === undefined ? '–' : formatMetric(metric.baseline, metricLook(metric));
}

/** Whether the value is better than its baseline, as far as the interval can tell. */
export function againstBaseline(metric: Metric): SafeHtml | string {
  const { baseline, interval, direction } = metric;
  if (baseline === undefined) return '–';
  if (direction === undefined) return 'no direction given';
  const isBetter = direction === 'higher' ? metric.value > baseline : metric.value < baseline;
  if (metric.value === baseline) return 'equal';
  // Without an interval a difference may be noise, and stands without the colour of a verdict.
  if (interval === undefined) return `${isBetter ? 'better' : 'worse'} by the number alone, no interval`;
  if (interval[0] <= baseline && baseline <= interval[1]) return 'cannot tell: inside the interval';
  return html`<span class="${isBetter ? 'better' : 'worse'}">${isBetter ? '▲ better' : '▼ worse'}</span>`;
}

/** The value's difference from another experiment's, not paired and so without an interval. */
export function difference(metric: Metric, other: Metric | undefined): SafeHtml | string {
  if (other === undefined) return '–';
  const delta = metric.value - other.value;
  if (delta === 0) return '0';
  const isCount = Number.isInteger(metric.value) && Number.isInteger(other.value);
  const look = {
    ...(isCount ? { format: 'integer' as const } : { error: Math.abs(delta) }),
    ...metricLook(metric),
  };
  const text = `${delta > 0 ? '+' : ''}${formatMetric(delta, look)}`;
  if (metric.direction === undefined) return text;
  const isBetter = delta > 0 === (metric.direction === 'higher');
  return `${text}, ${isBetter ? 'better' : 'worse'} by the number alone`;
}
