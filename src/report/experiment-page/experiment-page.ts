import type { Looks } from '../../model/looks.ts';
import type { ExperimentRecord, Note } from '../../model/record.ts';

import { describeReason } from '../../words/describe-reason.ts';
import { looksSentence } from '../../words/gate-words.ts';
import type { ChartMemory } from '../charts/chart-memory.ts';
import type { ChartPayload } from '../charts/render-chart.ts';
import { hasImpliedEdge } from '../graph/is-implied.ts';
import { graphStyles, renderGraphSvg } from '../graph/render-graph-svg.ts';
import { chartBlocks } from '../page/chart-blocks.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { pageScript } from '../page/page-script.ts';
import { renderPageShell } from '../page/page-shell.ts';
import { loadReportRuntime, type ReportRuntime } from '../page/report-runtime.ts';
import { renderState } from '../page/state-icon.ts';
import { experimentStyles } from './experiment-styles.ts';
import { leakageChecks } from './leakage-checks.ts';
import { renderIdentity } from './render-identity.ts';
import { renderProvenance } from './render-provenance.ts';
import { renderStageCard, stageAnchor } from './render-stage-card.ts';
import { renderVerdict } from './render-verdict.ts';

export interface ExperimentPage {
  readonly record: ExperimentRecord;
  /** An experiment to read the headline metrics against. */
  readonly baseline?: ExperimentRecord | null;
  /** What people wrote on it since; the record is never edited. */
  readonly notes?: readonly Note[];
  /** How often its test set had been scored when the page was written. */
  readonly looks?: Looks | null;
  /** Vega for waking charts; by default that of this installation, null for none. */
  readonly runtime?: ReportRuntime | null;
  /** Drawings of earlier pages; they only save time. */
  readonly memory?: ChartMemory;
}

/**
 * The page of one experiment: a whole HTML document that needs nothing beside itself. The same arguments
 * give the same text, in any process and time zone; a value of the record is never taken for markup.
 */
export async function renderExperimentPage(page: ExperimentPage): Promise<string> {
  const { record } = page;
  const runtime = page.runtime === undefined ? await loadReportRuntime() : page.runtime;
  const payloads: ChartPayload[] = [];
  const cards: SafeHtml[] = [];
  const specs = new Map(record.pipeline.stages.map((spec) => [spec.id, spec]));
  for (const stage of record.stages) {
    const description = specs.get(stage.id)?.description ?? '';
    cards.push(await renderStageCard({ stage, description, payloads, memory: page.memory ?? null }));
  }
  const name = record.name ?? record.id;
  const looks = looksSentence(page.looks ?? null);
  const body = html`<div class="page">
<header>
<p class="kicker"><bdi>${record.pipeline.name}</bdi> ${renderState(record.state)}</p>
<h1><bdi>${name}</bdi></h1>
${record.pipeline.description !== '' && html`<p class="lead">${record.pipeline.description}</p>`}
<nav class="contents" aria-label="Contents"><ul><li><a href="#verdict">Verdict</a></li><li><a href="#identity">Identity</a></li><li><a href="#stages">Stages</a></li><li><a href="#notebook">Notebook</a></li><li><a href="#provenance">Data and environment</a></li></ul></nav>
</header>
<main id="main" tabindex="-1">
${renderVerdict({ record, baseline: page.baseline ?? null, checks: leakageChecks(record) })}
${looks !== null && html`<p class="about">${looks}, when this page was written.</p>`}
${await renderIdentity({ record, notes: page.notes ?? [] })}
${await renderStages(record)}
<section aria-labelledby="notebook"><h2 id="notebook">Notebook</h2>
${cards}
</section>
${await renderProvenance(record)}
</main>
<footer class="muted small">Written by labbook ${record.environment.labbook}.${runtime === null && payloads.length > 0 && ' Charts cannot be woken in this page: it was written by an installation without the report runtime.'}</footer>
</div>`;
  const hasCharts = payloads.length > 0;
  const carried = payloads.some((payload) => payload.vega !== null) ? runtime : null;
  return renderPageShell({
    title: name === record.id ? record.id : `${name} · ${record.id}`,
    body,
    styles: experimentStyles + graphStyles,
    ...(hasCharts ? { script: pageScript, blocks: chartBlocks(payloads, carried) } : {}),
    ...(carried !== null ? { laterScripts: [carried.script] } : {}),
  });
}

async function renderStages(record: ExperimentRecord): Promise<SafeHtml> {
  const stages = record.stages.map((stage) => ({
    id: stage.id,
    dependsOn: stage.dependsOn,
    state: stage.state,
    seconds: stage.seconds,
    reason: stage.reasons.map(describeReason).join('; '),
  }));
  const graph = await renderGraphSvg(stages, { linkOf: (stage) => `#${stageAnchor(stage.id)}` });
  return html`<section aria-labelledby="stages"><h2 id="stages">Stages</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Graph of the stages">${graph}</div>
${hasImpliedEdge(stages) && html`<p class="about">Dotted: what a stage also reads from a stage further up.</p>`}
</section>`;
}
