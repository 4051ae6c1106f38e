import { shortDigest } from '../../base/digest.ts';
import { leavesOf } from '../../base/json.ts';
import type { OutputRecord, StageRecord } from '../../model/record.ts';

import { describeReason } from '../../words/describe-reason.ts';
import { formatBytes, formatNumber, formatSeconds } from '../../words/format-value.ts';
import { noticeText } from '../../words/notice-words.ts';
import type { ChartMemory } from '../charts/chart-memory.ts';
import type { ChartPayload } from '../charts/render-chart.ts';
import { type CodeLanguage, renderCode } from '../page/highlight-code.ts';
import { html, type SafeHtml, trustedHtml } from '../page/html.ts';
import { renderMarkdown } from '../page/render-markdown.ts';
import { renderState } from '../page/state-icon.ts';
import { renderMetricTable } from './headline-metrics.ts';
import { renderColumnSummaries } from './render-columns-summary.ts';
import { renderDisplay } from './render-display.ts';
import { renderFailure } from './render-failure.ts';
import { renderLog } from './render-log.ts';

/** One stage of the notebook: what it is for, what it showed, what went in and out, and why it ran. */
export async function renderStageCard(card: {
  readonly stage: StageRecord;
  readonly description: string;
  readonly payloads: ChartPayload[];
  readonly memory: ChartMemory | null;
}): Promise<SafeHtml> {
  const { stage, payloads, memory } = card;
  const narrative = stage.narrative.trim() !== '' ? stage.narrative : card.description;
  const displays: SafeHtml[] = [];
  for (const display of stage.displays) displays.push(await renderDisplay(display, { payloads, memory }));
  const anchor = stageAnchor(stage.id);
  return html`<article class="stage" id="${anchor}" aria-labelledby="${anchor}-name">
<header><h3 id="${anchor}-name"><bdi>${stage.id}</bdi></h3>${renderState(stage.state)}<span class="muted small">${timing(stage)}</span></header>
${narrative.trim() !== '' && html`<div class="prose">${await renderMarkdown(narrative, { headingLevel: 4 })}</div>`}
${stage.failure !== null && renderFailure(stage.failure)}
${displays}
${stage.viewFailure !== null && html`<h4>Its view failed</h4>${renderFailure(stage.viewFailure)}`}
<div class="ledger">
${renderMetrics(stage)}
${renderParams(stage)}
${renderInputs(stage)}
${renderOutputs(stage)}
${renderNotices(stage)}
<h4>Why ${stage.state === 'ran' || stage.state === 'failed' ? 'it ran' : stage.state}</h4>
${renderReasons(stage)}
</div>
${stage.log.length > 0 && html`<details${stage.failure !== null && trustedHtml(' open')}><summary>Log: ${stage.log.length} ${stage.log.length === 1 ? 'line' : 'lines'}</summary>${renderLog(stage.log)}</details>`}
${stage.source !== null && html`<details><summary>Code: <span class="mono">${stage.source.path}</span></summary>${await renderCode({ text: stage.source.text, language: languageOf(stage.source.path) })}</details>`}
</article>`;
}

/** Reasons that stand unfolded; a change of a shared file can have a hundred. */
const shownReasons = 6;

function renderReasons(stage: StageRecord): SafeHtml {
  const reasons = stage.reasons.map((reason) => html`<li>${describeReason(reason)}</li>`);
  if (reasons.length === 0) return html`<p class="muted">No reason was recorded.</p>`;
  const more = reasons.length - shownReasons;
  return html`<div><ul class="reasons">${reasons.slice(0, shownReasons)}</ul>${more > 0 && html`<details><summary>${more} more</summary><ul class="reasons">${reasons.slice(shownReasons)}</ul></details>`}</div>`;
}

/** By the ending of the file's name. */
function languageOf(path: string): CodeLanguage {
  const endings = { py: 'python', sh: 'bash', r: 'r', jl: 'julia' } as const;
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (Object.hasOwn(endings, ending)) return endings[ending as keyof typeof endings];
  return /^[cm]?[jt]sx?$/.test(ending) ? 'typescript' : 'text';
}

function renderNotices({ notices }: StageRecord): SafeHtml | null {
  if (notices.length === 0) return null;
  const items = notices.map((notice) => html`<li>${noticeText(notice)}</li>`);
  return html`<h4>To know</h4><ul class="reasons">${items}</ul>`;
}

function timing(stage: StageRecord): string {
  const tries = stage.attempts > 1 ? `, ${stage.attempts} tries` : '';
  switch (stage.state) {
    case 'ran':
    case 'failed':
      return formatSeconds(stage.seconds) + tries;
    case 'cached':
      return stage.computeSeconds === null
        ? `restored in ${formatSeconds(stage.seconds)}`
        : `restored in ${formatSeconds(stage.seconds)}; once took ${formatSeconds(stage.computeSeconds)}`;
    case 'blocked':
      return '';
  }
}

function renderMetrics(stage: StageRecord): SafeHtml | null {
  const metrics = Object.entries(stage.metrics);
  if (metrics.length === 0) return null;
  const table = renderMetricTable({ metrics, label: `Metrics of ${stage.id}` });
  return html`<h4>Metrics</h4>${metrics.length > 12 ? html`<details><summary>${metrics.length} metrics</summary>${table}</details>` : table}`;
}

function renderParams(stage: StageRecord): SafeHtml | null {
  const params = leavesOf(stage.recipe?.params ?? {});
  if (params.length === 0) return null;
  return html`<h4>Parameters</h4>
<ul class="params">${params.map(([name, value]) => html`<li>${name} <code>${typeof value === 'string' ? value : JSON.stringify(value)}</code></li>`)}</ul>`;
}

function renderInputs(stage: StageRecord): SafeHtml | null {
  if (stage.inputs.length === 0) return null;
  return html`<h4>Inputs</h4>
<div class="scroll" tabindex="0" role="region" aria-label="Inputs of ${stage.id}"><table><thead><tr><th scope="col">Input</th><th scope="col">From</th><th scope="col" class="n">Size</th><th scope="col">Content</th></tr></thead><tbody>${stage.inputs.map((input) => html`<tr><th scope="row">${input.name}</th><td>${input.from}</td><td class="n">${formatBytes(input.bytes)}</td><td class="mono" title="${input.content}">${shortDigest(input.content)}</td></tr>`)}</tbody></table></div>`;
}

function renderOutputs(stage: StageRecord): SafeHtml | null {
  if (stage.outputs.length === 0) return null;
  return html`<h4>Outputs</h4>
<div><div class="scroll" tabindex="0" role="region" aria-label="Outputs of ${stage.id}"><table><thead><tr><th scope="col">Output</th><th scope="col">File</th><th scope="col" class="n">Rows</th><th scope="col" class="n">Size</th><th scope="col">Content</th></tr></thead><tbody>${stage.outputs.map((output) => html`<tr><th scope="row">${output.name}</th><td>${output.path}${output.format === 'folder' && `/ (${fileCount(output)})`}</td><td class="n">${output.table === null ? '–' : formatNumber(output.table.rows)}</td><td class="n">${formatBytes(output.bytes)}</td><td class="mono" title="${output.content}">${shortDigest(output.content)}</td></tr>`)}</tbody></table></div>
${stage.outputs.map((output) => output.files !== undefined && output.files.length > 0 && renderFolder(output))}
${stage.outputs.map((output) => output.table !== null && output.table.columns.length > 0 && html`<details><summary>${output.name}: ${output.table.columns.length} columns</summary>${renderColumnSummaries({ ...output.table, label: `Columns of ${stage.id}.${output.name}` })}</details>`)}</div>`;
}

/** How many files of a folder a page names. */
const mostFiles = 200;

function renderFolder(output: OutputRecord): SafeHtml {
  const files = output.files ?? [];
  const more = files.length - mostFiles;
  return html`<details><summary>${output.name}: ${fileCount(output)}</summary><ul class="params">${files.slice(0, mostFiles).map(({ path, bytes }) => html`<li><span class="mono">${path}</span> ${formatBytes(bytes)}</li>`)}${more > 0 && html`<li>and ${more} more</li>`}</ul></details>`;
}

function fileCount({ files = [] }: OutputRecord): string {
  return files.length === 1 ? '1 file' : `${files.length} files`;
}

/** The `id` of a stage's card in a page: its name where that is plain, so that a link to it can be typed. */
export function stageAnchor(stage: string): string {
  return `stage-${stage.replace(/[^A-Za-z0-9_-]/g, (character) => `.${(character.codePointAt(0) ?? 0).toString(16)}.`)}`;
}
