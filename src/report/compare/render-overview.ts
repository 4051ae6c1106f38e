import type { Comparison } from '../../model/comparison.ts';
import {
  comparedLook,
  deltaText,
  metricName,
  metricValue,
  pairCounts,
  pairKind,
} from '../../words/comparison-words.ts';
import { formatValue } from '../../words/format-value.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** All compared experiments as one table that sorts by its headings, and the plot of params against metrics. */
export function renderOverview(
  comparison: Comparison,
  { names, parallel }: { readonly names: ReadonlyMap<string, string>; readonly parallel: SafeHtml | null },
): SafeHtml {
  const { experiments, headlines, varying, pairs, baseline } = comparison;
  const directionOf = (name: string) => pairs[0]?.metrics.find((metric) => metric.name === name)?.direction;
  const head = html`<tr><th scope="col">Experiment</th><th scope="col">Verdict</th>${headlines.map(
    (name) =>
      html`<th scope="col" class="n" data-first="${directionOf(name) === 'lower' ? 'ascending' : 'descending'}">${metricName(name)}</th><th scope="col" class="n" data-first="${directionOf(name) === 'lower' ? 'ascending' : 'descending'}">Δ ${metricName(name)}</th>`,
  )}${varying.map((name) => html`<th scope="col" class="n">${name}</th>`)}</tr>`;
  const rows = experiments.map(({ id, metrics, params }) => {
    const pair = pairs.find(({ candidate }) => candidate === id);
    return html`<tr><th scope="row"><bdi>${names.get(id) ?? id}</bdi>${id === baseline && html` <span class="muted">(baseline)</span>`}</th>${pair === undefined ? html`<td data-v="">–</td>` : html`<td class="v-${pairKind(pair)}">${pairCounts(pair)}</td>`}${headlines.map(
      (name) => {
        const metric = metrics[name] ?? null;
        const compared = pair?.metrics.find((one) => one.name === name);
        const delta = compared?.delta ?? null;
        return html`<td class="n" data-v="${metric?.value ?? ''}">${metricValue(metric)}</td><td class="n" data-v="${delta ?? ''}">${deltaText(delta, compared && comparedLook(compared))}</td>`;
      },
    )}${varying.map((name) => {
      const value = Object.hasOwn(params, name) ? (params[name] ?? null) : null;
      const key = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
      return html`<td class="n" data-v="${key}">${formatValue(value)}</td>`;
    })}</tr>`;
  });
  return html`<section aria-labelledby="overview"><h2 id="overview">All experiments</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table: all compared experiments"><table data-sortable><thead>${head}</thead><tbody>${rows}</tbody></table></div>
${
  parallel !== null &&
  html`<h3>From params to metrics</h3>
${parallel}`
}
</section>`;
}
