import type { PairComparison } from '../../experiment/comparison.ts';
import { html, type SafeHtml } from '../html.ts';
import { deltaText, intervalOf, intervalText, metricValue, verdictWords } from './comparison-words.ts';

/** Every metric of two experiments; those that are equal in both and no headline stand behind the switch. */
export function renderMetricComparison(pair: PairComparison, names: ReadonlyMap<string, string>): SafeHtml {
  if (pair.metrics.length === 0) return html`<p class="muted">Neither reports a metric.</p>`;
  const isSame = ({ isHeadline, baseline, candidate }: (typeof pair.metrics)[number]): boolean =>
    !isHeadline && baseline?.value === candidate?.value;
  const same = pair.metrics.filter(isSame).length;
  const label = `Table: metrics of ${names.get(pair.candidate) ?? pair.candidate} against the baseline`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr><th scope="col">Metric</th><th scope="col" class="n"><bdi>${names.get(pair.baseline)}</bdi></th><th scope="col" class="n"><bdi>${names.get(pair.candidate)}</bdi></th><th scope="col" class="n">Δ</th><th scope="col">Paired 95 %</th><th scope="col">Better is</th><th scope="col">Verdict</th></tr></thead>
<tbody>${pair.metrics.map(
    (metric) =>
      html`<tr${isSame(metric) && html` class="same"`}><th scope="row">${metric.name}</th><td class="n">${metricValue(metric.baseline)}</td><td class="n">${metricValue(metric.candidate)}</td><td class="n">${deltaText(metric.delta)}</td><td>${intervalText(intervalOf(metric.verdict))}</td><td>${metric.direction ?? '–'}</td><td class="v-${metric.verdict.kind}">${verdictWords(metric.verdict)}</td></tr>`,
  )}</tbody></table></div>
${same > 0 && html`<p class="muted small">${same} ${same === 1 ? 'metric is' : 'metrics are'} equal in both.</p>`}`;
}
