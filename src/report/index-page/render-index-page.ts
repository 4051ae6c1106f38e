import { type ExperimentSummary, headlineNames } from '../../experiment/query/experiment-summary.ts';
import { varyingParams } from '../../experiment/query/varying-params.ts';
import { formatMetric, nameWithUnit } from '../../words/format-metric.ts';
import { formatSeconds, formatValue } from '../../words/format-value.ts';
import { shortTitles } from '../../words/short-titles.ts';
import { states } from '../../words/states.ts';
import { experimentLink } from '../page/experiment-link.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { renderPageShell } from '../page/page-shell.ts';
import { tableScript } from '../page/table-script.ts';
import { indexStyles } from './index-styles.ts';
import { renderTrends } from './render-trends.ts';
import { sparklines } from './sparkline.ts';

/** The most columns of metrics and of params: a table that is wider is not read. */
const mostMetrics = 4;
const mostParams = 8;

/**
 * The page of all experiments, in the order given (newest first). It filters and sorts itself by a small
 * script and is a plain table without; the same experiments give the same text.
 */
export function renderIndexPage(experiments: readonly ExperimentSummary[]): string {
  const metrics = headlineNames(experiments).slice(0, mostMetrics);
  const varying = varyingParams(experiments);
  const params = varying.slice(0, mostParams);
  const body = html`<div class="page index">
<header><h1>Experiments</h1></header>
<main id="main" tabindex="-1">
${
  experiments.length === 0
    ? html`<p>None yet: <code>labbook run</code> makes the first.</p>`
    : html`${renderTrends(experiments, metrics)}
<section aria-labelledby="all"><h2 id="all">All experiments</h2>
<form class="filter" data-filter="experiments" hidden><label>Filter <input type="search" placeholder="name, tag, value…" autocomplete="off" spellcheck="false"></label><label>State <select><option value="">any</option><option value="ok">succeeded</option><option value="failed">failed</option><option value="interrupted">interrupted</option></select></label></form>
<p class="muted small" id="experiments-count" role="status">${experiments.length} ${experiments.length === 1 ? 'experiment' : 'experiments'}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Table: all experiments">${renderTable(experiments, { metrics, params })}</div>
${varying.length > params.length && html`<p class="muted small">${varying.length - params.length} more params vary: <code>labbook list --json</code> has them all.</p>`}
</section>`
}
</main>
</div>`;
  return renderPageShell({ title: 'Experiments', body, styles: indexStyles, script: tableScript });
}

function renderTable(
  experiments: readonly ExperimentSummary[],
  { metrics, params }: { readonly metrics: readonly string[]; readonly params: readonly string[] },
): SafeHtml {
  const directionOf = (name: string) =>
    experiments.find((it) => it.metrics[name]?.direction)?.metrics[name]?.direction;
  const titles = shortTitles(metrics);
  // One line a row, of the metric that comes first: drawings are what costs a browser time in a long table.
  const [leading = ''] = metrics;
  const lines = sparklines(experiments.map((it) => it.metrics[leading]?.value ?? null));
  return html`<table id="experiments" data-sortable>
<thead><tr><th scope="col">Experiment<th scope="col">State<th scope="col" data-first="descending" aria-sort="descending">Started (UTC)<th scope="col" class="n">Took${metrics.map((name, i) => html`<th scope="col" class="n" data-first="${directionOf(name) === 'lower' ? 'ascending' : 'descending'}">${nameWithUnit(titles[i] ?? name, experiments.find((it) => it.metrics[name])?.metrics[name])}`)}${params.map((name) => html`<th scope="col"${isNumeric(experiments, name) && html` class="n"`}><bdi>${name}</bdi>`)}<th scope="col">Tags</tr></thead>
<tbody>${experiments.map(
    (it, row) =>
      html`<tr data-state="${it.state}"><th scope="row">${experimentLink(it.id)}${it.name !== null && html`<bdi class="name">${it.name}</bdi>`}<td><span class="state ${it.state}">${states[it.state].sign} ${states[it.state].word}</span><td data-v="${it.startedAt}">${it.startedAt.slice(0, 16).replace('T', ' ')}<td class="n" data-v="${it.seconds}">${formatSeconds(it.seconds)}${metrics.map((name) => renderMetric(it, { name, line: name === leading ? (lines[row] ?? null) : null }))}${params.map((name) => renderParam(it, name))}<td>${it.tags.map((tag) => html`<span class="tag"><bdi>${tag}</bdi></span>`)}`,
  )}</tbody></table>`;
}

function renderMetric(
  experiment: ExperimentSummary,
  { name, line }: { readonly name: string; readonly line: SafeHtml | null },
): SafeHtml {
  const metric = experiment.metrics[name];
  if (metric === undefined) return html`<td class="n" data-v="">–`;
  return html`<td class="n m" data-v="${metric.value}">${line}${formatMetric(metric.value, metric)}`;
}

function renderParam(experiment: ExperimentSummary, name: string): SafeHtml {
  if (!Object.hasOwn(experiment.params, name)) return html`<td data-v="">–`;
  const value = experiment.params[name] ?? null;
  return typeof value === 'number' ? html`<td class="n">${String(value)}` : html`<td>${formatValue(value)}`;
}

function isNumeric(experiments: readonly ExperimentSummary[], param: string): boolean {
  return experiments.every(
    ({ params }) => !Object.hasOwn(params, param) || typeof params[param] === 'number',
  );
}
