import type { CheckSummary } from '../../model/check-summary.ts';
import type { GateVerdict } from '../../model/gate-report.ts';
import { sentence } from '../../words/comparison-words.ts';
import { formatInstant } from '../../words/format-value.ts';
import {
  gateName,
  gateRemarks,
  gateSentence,
  gateStateWords,
  looksSentence,
  reportSentence,
} from '../../words/gate-words.ts';
import { html, type SafeHtml } from '../page/html.ts';
import { renderPageShell } from '../page/page-shell.ts';

/**
 * The page of a check, by what `baseline/` holds alone: each gate with its verdict and the numbers behind it.
 * `comparison` is the page of both experiments, relative to this one, where the accepted one is here.
 */
export function checkPage(
  summary: CheckSummary,
  { comparison }: { readonly comparison: string | null },
): string {
  const { report, baseline, experiment, bisect } = summary;
  const looks = looksSentence(summary.looks);
  const body = html`<div class="page">
<header><p class="kicker">Check of <bdi>${summary.pipeline}</bdi></p>
<h1>${sentence(reportSentence(report))}</h1>
</header>
<main id="main" tabindex="-1">
<p><bdi>${experiment}</bdi> ${baseline === null ? 'against no accepted baseline' : html`against <bdi>${baseline.experiment}</bdi>, accepted ${formatInstant(baseline.acceptedAt)}: <q>${baseline.reason}</q>`}.</p>
<section aria-labelledby="gates"><h2 id="gates">Gates</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table: gates"><table><thead><tr><th scope="col">Gate</th><th scope="col">Verdict</th><th scope="col">Found</th></tr></thead><tbody>${report.verdicts.map(renderVerdict)}</tbody></table></div></section>
${looks !== null && html`<p class="muted">${sentence(looks)}</p>`}
${comparison !== null && html`<p><a href="${comparison}">What changed between the two, metric by metric and row by row</a></p>`}
${bisect !== null && html`<p>To find the cause: <code>${bisect}</code></p>`}
</main>
</div>`;
  return renderPageShell({ title: `Check of ${experiment}`, body });
}

function renderVerdict(verdict: GateVerdict): SafeHtml {
  const found = [gateSentence(verdict), ...gateRemarks(verdict)];
  return html`<tr><th scope="row" class="wrap"><bdi>${gateName(verdict)}</bdi></th><td>${gateStateWords[verdict.state]}</td><td class="wrap">${found.map((line, i) => (i === 0 ? html`${line}` : html`<br><span class="muted">${line}</span>`))}</td></tr>`;
}
