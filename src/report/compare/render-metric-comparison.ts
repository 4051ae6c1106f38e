import type { MetricComparison, PairComparison } from '../../model/comparison.ts';
import { alignDecimals, figureSpaces } from '../../words/align-decimals.ts';
import {
  comparedLook,
  deltaText,
  intervalOf,
  intervalText,
  manyMetricsWords,
  metricValue,
  sentence,
  verdictWords,
} from '../../words/comparison-words.ts';
import { nameWithUnit } from '../../words/format-metric.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** Every metric of two experiments: the headline ones, and folded the others, those equal in both behind the switch. */
export function renderMetricComparison(pair: PairComparison, names: ReadonlyMap<string, string>): SafeHtml {
  if (pair.metrics.length === 0) return html`<p class="muted">Neither reports a metric.</p>`;
  const isHeadline = ({ isHeadline: is }: MetricComparison): boolean => is;
  const headlines = pair.metrics.filter(isHeadline);
  const others = pair.metrics.filter((metric) => !isHeadline(metric));
  const differing = others.filter((metric) => !isSame(metric)).length;
  const label = `metrics of ${names.get(pair.candidate) ?? pair.candidate} against the baseline`;
  const many = manyMetricsWords(pair);
  if (headlines.length === 0) {
    return html`${many !== null && html`<p class="muted small">${sentence(many)}</p>`}${renderTable(others, { pair, names, label: `Table: ${label}` })}`;
  }
  return html`${renderTable(headlines, { pair, names, label: `Table: headline ${label}` })}
${
  others.length > 0 &&
  html`<details><summary>${others.length} more ${others.length === 1 ? 'metric' : 'metrics'}, of which ${differing} differ</summary>${many !== null && html`<p class="muted small">${sentence(many)}</p>`}${renderTable(others, { pair, names, label: `Table: other ${label}` })}</details>`
}`;
}

function isSame({ baseline, candidate }: MetricComparison): boolean {
  return baseline?.value === candidate?.value;
}

function renderTable(
  metrics: readonly MetricComparison[],
  {
    pair,
    names,
    label,
  }: { readonly pair: PairComparison; readonly names: ReadonlyMap<string, string>; readonly label: string },
): SafeHtml {
  const looks = metrics.map(comparedLook);
  const column = (cell: (metric: MetricComparison, i: number) => string) =>
    alignDecimals(metrics.map(cell), figureSpaces);
  const before = column(({ baseline }, i) => metricValue(baseline, looks[i]));
  const after = column(({ candidate }, i) => metricValue(candidate, looks[i]));
  const deltas = column(({ delta }, i) => deltaText(delta, looks[i]));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr><th scope="col">Metric</th><th scope="col" class="n"><bdi>${names.get(pair.baseline)}</bdi></th><th scope="col" class="n"><bdi>${names.get(pair.candidate)}</bdi></th><th scope="col" class="n">Δ</th><th scope="col">Paired 95 %</th><th scope="col">Better is</th><th scope="col">Verdict</th></tr></thead>
<tbody>${metrics.map(
    (metric, i) =>
      html`<tr${!metric.isHeadline && isSame(metric) && html` class="same"`}><th scope="row">${nameWithUnit(metric.name, looks[i])}</th><td class="n">${before[i] ?? ''}</td><td class="n">${after[i] ?? ''}</td><td class="n">${deltas[i] ?? ''}</td><td>${intervalText(intervalOf(metric.verdict), looks[i])}</td><td>${metric.direction ?? '–'}</td><td class="v-${metric.verdict.kind}">${verdictWords(metric.verdict)}</td></tr>`,
  )}</tbody></table></div>`;
}
