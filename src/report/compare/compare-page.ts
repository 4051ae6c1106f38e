import { deflateRawSync } from 'node:zlib';
import type { Comparison, PairComparison } from '../../model/comparison.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { sentence, shortNames, testSetWords } from '../../words/comparison-words.ts';
import { formatInstant } from '../../words/format-value.ts';
import { looksSentence } from '../../words/gate-words.ts';
import { type ChartPayload, renderChart } from '../charts/render-chart.ts';
import { experimentLink } from '../page/experiment-link.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { pageScript } from '../page/page-script.ts';
import { inertBlock, renderPageShell } from '../page/page-shell.ts';
import { loadReportRuntime, type ReportRuntime } from '../page/report-runtime.ts';
import { tableScript } from '../page/table-script.ts';
import { compareStyles } from './compare-styles.ts';
import { overlayCharts } from './overlay-charts.ts';
import { parallelCoordinates } from './parallel-coordinates.ts';
import { renderChanges } from './render-changes.ts';
import { renderConfusionDifference } from './render-confusion-difference.ts';
import { renderFlips } from './render-flips.ts';
import { renderLineage } from './render-lineage.ts';
import { renderMetricComparison } from './render-metric-comparison.ts';
import { renderOverview } from './render-overview.ts';
import { renderCommonRows, renderVerdicts } from './render-verdicts.ts';

export interface ComparePage {
  readonly comparison: Comparison;
  /** The records of the compared experiments, in any order: their displays are laid over each other. */
  readonly records: readonly ExperimentRecord[];
  /** Whether the page opens with what is the same, too; a switch in the page turns it on and off. */
  readonly isAll?: boolean;
  /** Vega for waking charts; by default that of this installation, null for none. */
  readonly runtime?: ReportRuntime | null;
}

/**
 * The page of a comparison: verdicts, metrics, what changed, curves, confusion, flips, lineage. One file that
 * needs nothing beside itself; the same arguments give the same text.
 */
export async function renderComparePage(page: ComparePage): Promise<string> {
  const { comparison, records } = page;
  const runtime = page.runtime === undefined ? await loadReportRuntime() : page.runtime;
  const names = shortNames(comparison);
  const payloads: ChartPayload[] = [];
  const draw = async (chart: Parameters<typeof renderChart>[0]): Promise<SafeHtml> => {
    const drawn = await renderChart(chart, { index: payloads.length });
    payloads.push(drawn.payload);
    return drawn.html;
  };
  const looks = looksSentence(comparison.looks ?? null);
  const isMany = comparison.pairs.length > 1;
  const ways = isMany ? parallelCoordinates(comparison, names) : null;
  const parallel = ways === null ? null : await draw(ways);
  const curves: SafeHtml[] = [];
  const overlays = overlayCharts(comparison, { records, names });
  for (const [i, { stage, charts }] of overlays.entries()) {
    if (stage !== overlays[i - 1]?.stage) curves.push(html`<h3><bdi>${stage}</bdi></h3>`);
    const drawn: SafeHtml[] = [];
    for (const chart of charts) drawn.push(await draw(chart));
    curves.push(charts.length === 1 ? html`${drawn}` : html`<div class="columns">${drawn}</div>`);
  }
  const title = `Comparison of ${comparison.experiments.map(({ id }) => names.get(id) ?? id).join(', ')}`;
  const body = html`<div class="page wide">
<header><p class="kicker">Comparison</p>
<h1>${headline(comparison, names)}</h1>
</header>
<main id="main" tabindex="-1">
<p class="switch"><input type="checkbox" id="show-all"${page.isAll === true && html` checked`}> <label for="show-all">Show what is the same, too</label></p>
<div class="compared">
${renderVerdicts(comparison, names)}
${looks !== null && html`<p class="muted">${sentence(looks)}</p>`}
${isMany && renderOverview(comparison, { names, parallel })}
${isMany ? renderManyPairs(comparison, { names, curves }) : comparison.pairs.map((pair) => renderOnePair(pair, { comparison, names, curves }))}
${renderIdentities(comparison)}
</div>
</main>
<footer class="muted small">Verdicts are paired: both experiments are scored on the same draws of the same test rows, and an interval that holds 0 decides nothing.${isMany && ' Each interval is a 95 % one by itself: of twenty comparisons, one is expected to stand out by chance.'}</footer>
</div>`;
  return renderPageShell({
    title: title.length > 120 ? `Comparison of ${comparison.experiments.length} experiments` : title,
    body,
    styles: compareStyles,
    script: `${pageScript}\n${tableScript}`,
    blocks: payloads.length === 0 ? [] : blocksOf(payloads, runtime),
    laterScripts: payloads.length > 0 && runtime !== null ? [runtime.script] : [],
  });
}

function headline(comparison: Comparison, names: ReadonlyMap<string, string>): SafeHtml {
  const [first] = comparison.pairs;
  const name = (id: string): string => names.get(id) ?? id;
  if (first !== undefined && comparison.pairs.length === 1) {
    return html`<bdi>${name(first.candidate)}</bdi> against <bdi>${name(first.baseline)}</bdi>`;
  }
  return html`${comparison.pairs.length} experiments against <bdi>${name(comparison.baseline)}</bdi>`;
}

interface PairLook {
  readonly comparison: Comparison;
  readonly names: ReadonlyMap<string, string>;
  readonly curves: readonly SafeHtml[];
}

function renderOnePair(pair: PairComparison, { comparison, names, curves }: PairLook): SafeHtml {
  return html`${section('metrics', { title: 'Metrics', body: renderMetricComparison(pair, names) })}
${section('changes', { title: 'What changed', body: renderChanges(pair, { comparison, level: 3 }) })}
${curves.length > 0 && section('curves', { title: 'Curves', body: html`${curves}` })}
${section('confusion', { title: 'Confusion matrices', body: renderConfusionDifference(pair, names) })}
${section('flips', { title: 'Flips', body: renderFlips(pair, names) })}
${section('lineage', { title: 'Lineage', body: renderLineage(pair, names) })}`;
}

function renderManyPairs(comparison: Comparison, { names, curves }: Omit<PairLook, 'comparison'>): SafeHtml {
  const name = (id: string): string => names.get(id) ?? id;
  return html`${curves.length > 0 && section('curves', { title: 'Curves', body: html`${curves}` })}
<section aria-labelledby="pairs"><h2 id="pairs">Each against the baseline</h2>
${comparison.pairs.map(
  (
    pair,
  ) => html`<details class="pair" id="pair-${pair.candidate}"><summary><bdi>${name(pair.candidate)}</bdi> against <bdi>${name(pair.baseline)}</bdi></summary>
<h3>Metrics of ${name(pair.candidate)}</h3>
<p class="muted">${sentence(testSetWords(pair.testSet))}</p>
${renderCommonRows(pair)}
${renderMetricComparison(pair, names)}
<h3>What changed in ${name(pair.candidate)}</h3>
${renderChanges(pair, { comparison, level: 4 })}
<h3>Confusion matrices of ${name(pair.candidate)}</h3>
${renderConfusionDifference(pair, names)}
<h3>Flips of ${name(pair.candidate)}</h3>
${renderFlips(pair, names)}
<h3>Lineage of ${name(pair.candidate)}</h3>
${renderLineage(pair, names)}
</details>`,
)}
</section>`;
}

function section(id: string, { title, body }: { readonly title: string; readonly body: SafeHtml }): SafeHtml {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}
</section>`;
}

function renderIdentities(comparison: Comparison): SafeHtml {
  return section('experiments', {
    title: 'Experiments',
    body: html`<div class="scroll" tabindex="0" role="region" aria-label="Table: experiments"><table><thead><tr><th scope="col">Experiment</th><th scope="col">Name</th><th scope="col">Started</th><th scope="col">State</th><th scope="col">Commit</th><th scope="col">Hypothesis</th></tr></thead><tbody>${comparison.experiments.map(
      (it) =>
        html`<tr><th scope="row">${experimentLink(it.id)}${it.id === comparison.baseline && ' (baseline)'}</th><td><bdi>${it.name ?? '–'}</bdi></td><td>${formatInstant(it.startedAt)}</td><td>${it.state}</td><td class="mono">${it.gitCommit?.slice(0, 10) ?? '–'}</td><td class="wrap"><bdi>${it.hypothesis ?? '–'}</bdi></td></tr>`,
    )}</tbody></table></div>`,
  });
}

/** What the page's script reads; raw deflate has no header that would tell where it was made. */
function blocksOf(payloads: readonly ChartPayload[], runtime: ReportRuntime | null): readonly SafeHtml[] {
  const bytes = deflateRawSync(JSON.stringify(payloads), { level: 9 });
  const data = inertBlock({ id: 'chart-data', bytes });
  return runtime === null ? [data] : [data, inertBlock({ id: 'vega-runtime', bytes: runtime.gzip })];
}
