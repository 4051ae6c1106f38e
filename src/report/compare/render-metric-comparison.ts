import type { MetricComparison, PairComparison } from '../../model/comparison.ts';
import {
  deltaText,
  intervalOf,
  intervalText,
  metricValue,
  verdictWords,
} from '../../words/comparison-words.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** Every metric of two experiments: the headline ones, and folded the others, those equal in both behind the switch. */
export function renderMetricComparison(pair: PairComparison, names: ReadonlyMap<string, string>): SafeHtml {
  if (pair.metrics.length === 0) return html`<p class="muted">Neither reports a metric.</p>`;
  const isHeadline = ({ isHeadline: is }: MetricComparison): boolean => is;
  const headlines = pair.metrics.filter(isHeadline);
  const others = pair.metrics.filter((metric) => !isHeadline(metric));
  const differing = others.filter((metric) => !isSame(metric)).length;
  const label = `metrics of ${names.get(pair.candidate) ?? pair.candidate} against the baseline`;
  if (headlines.length === 0) return renderTable(others, { pair, names, label: `Table: ${label}` });
  return html`${renderTable(headlines, { pair, names, label: `Table: headline ${label}` })}
${
  others.length > 0 &&
  html`<details><summary>${others.length} more ${others.length === 1 ? 'metric' : 'metrics'}, of which ${differing} differ</summary>${renderTable(others, { pair, names, label: `Table: other ${label}` })}</details>`
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
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr><th scope="col">Metric</th><th scope="col" class="n"><bdi>${names.get(pair.baseline)}</bdi></th><th scope="col" class="n"><bdi>${names.get(pair.candidate)}</bdi></th><th scope="col" class="n">Δ</th><th scope="col">Paired 95 %</th><th scope="col">Better is</th><th scope="col">Verdict</th></tr></thead>
<tbody>${metrics.map(
    (metric) =>
      html`<tr${!metric.isHeadline && isSame(metric) && html` class="same"`}><th scope="row">${metric.name}</th><td class="n">${metricValue(metric.baseline)}</td><td class="n">${metricValue(metric.candidate)}</td><td class="n">${deltaText(metric.delta)}</td><td>${intervalText(intervalOf(metric.verdict))}</td><td>${metric.direction ?? '–'}</td><td class="v-${metric.verdict.kind}">${verdictWords(metric.verdict)}</td></tr>`,
  )}</tbody></table></div>`;
}
