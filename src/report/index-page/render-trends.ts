import type { ExperimentSummary } from '../../experiment/query/experiment-summary.ts';
import { formatMetric, withUnit } from '../../words/format-metric.ts';
import { shortTitles } from '../../words/short-titles.ts';
import { experimentLink } from '../page/experiment-link.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** Points of a trend at most; of more experiments each nth is drawn, and always the newest. */
const mostPoints = 240;
const size = { width: 240, height: 48 };

/** Each headline metric over all experiments, oldest to newest, with its newest and its greatest or least value. Nothing
 * here is called best: only a comparison knows which experiments were scored on the same rows. */
export function renderTrends(
  newestFirst: readonly ExperimentSummary[],
  metrics: readonly string[],
): SafeHtml | null {
  const titles = shortTitles(metrics);
  const trends = metrics.flatMap((name, i) => {
    const having = newestFirst.filter((it) => it.metrics[name] !== undefined);
    return having.length < 2 ? [] : [renderTrend(having, { name, title: titles[i] ?? name })];
  });
  if (trends.length === 0) return null;
  return html`<section aria-labelledby="trends"><h2 id="trends">Trends</h2>
<ul class="trends">${trends}</ul>
<p class="muted small">Experiments that were scored on other test rows or labels do not compare, however their numbers look: <code>labbook compare</code> says which do.</p>
</section>`;
}

function renderTrend(
  newestFirst: readonly ExperimentSummary[],
  { name, title }: { readonly name: string; readonly title: string },
): SafeHtml {
  const scoreOf = (it: ExperimentSummary): number => it.metrics[name]?.value ?? 0;
  const direction = newestFirst.find((it) => it.metrics[name]?.direction)?.metrics[name]?.direction ?? null;
  const [newest] = newestFirst;
  const isBetter = (a: number, b: number): boolean => (direction === 'lower' ? a < b : a > b);
  const best = newestFirst.reduce((found, it) => (isBetter(scoreOf(it), scoreOf(found)) ? it : found));
  const shown = (it: ExperimentSummary): string => {
    const look = it.metrics[name] ?? {};
    return withUnit(formatMetric(scoreOf(it), look), look);
  };
  const latest = newest === undefined ? '–' : shown(newest);
  const top = shown(best);
  const extreme = direction === 'lower' ? 'lowest' : 'highest';
  const label = `${title} of ${newestFirst.length} experiments, oldest to newest: newest ${latest}${direction === null ? '' : `, ${extreme} ${top}`}`;
  return html`<li><span class="muted">${title}</span><span class="big">${latest}</span>${trendLine(newestFirst.map(scoreOf), label)}${direction !== null && html`<span class="small">${extreme} ${top} ${experimentLink(best.id)}</span>`}</li>`;
}

function trendLine(newestFirst: readonly number[], label: string): SafeHtml {
  const every = Math.ceil(newestFirst.length / mostPoints);
  const values = newestFirst.filter((_, i) => i % every === 0).reverse();
  const least = Math.min(...values);
  const most = Math.max(...values);
  const points = values.map((value, i) => {
    const x = 3 + (i / Math.max(1, values.length - 1)) * (size.width - 6);
    const y =
      most === least ? size.height / 2 : 4 + (1 - (value - least) / (most - least)) * (size.height - 8);
    return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  });
  return html`<svg class="trend" role="img" aria-label="${label}" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}"><path d="M${points.join('L')}"/><path d="M${points.at(-1) ?? ''}h0"/></svg>`;
}
