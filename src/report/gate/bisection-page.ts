import type { Bisection } from '../../model/bisection.ts';
import {
  bisectionRemarks,
  bisectionSentence,
  probeWords,
  recipeDifferenceWords,
} from '../../words/bisection-text.ts';
import { formatSeconds } from '../../words/format-value.ts';
import { html } from '../page/html.ts';
import { renderPageShell } from '../page/page-shell.ts';

/** The page of a bisection: what was found, what differs, and every probe with what it cost. */
export function bisectionPage(bisection: Bisection): string {
  const { differences, probes, causes } = bisection;
  const body = html`<div class="page wide">
<header><p class="kicker">Bisection</p>
<h1>Why <bdi>${bisection.bad}</bdi> is worse than <bdi>${bisection.good}</bdi></h1>
</header>
<main id="main" tabindex="-1">
<p><strong>${bisectionSentence(bisection)}.</strong></p>
<ul>${bisectionRemarks(bisection).map((remark) => html`<li>${remark}</li>`)}</ul>
<section aria-labelledby="differences"><h2 id="differences">What differs</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table: differences"><table><thead><tr><th scope="col">Difference</th><th scope="col">Needed for the drop</th></tr></thead><tbody>${differences.map(
    (one, i) =>
      html`<tr><th scope="row"><bdi>${recipeDifferenceWords(one)}</bdi></th><td>${causes.includes(i) ? 'yes' : 'no'}</td></tr>`,
  )}</tbody></table></div></section>
<section aria-labelledby="probes"><h2 id="probes">Probes</h2>
<p class="muted">Each is the good experiment with some differences switched; what it differs by is paired, row by row, and negative is worse.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Table: probes"><table><thead><tr><th scope="col">Switched</th><th scope="col">Verdict</th><th scope="col">Difference</th><th scope="col">Stages run</th><th scope="col">Took</th></tr></thead><tbody>${probes.map(
    (probe) => {
      const { state, found, switched } = probeWords(probe, differences);
      return html`<tr><th scope="row" class="wrap"><bdi>${switched}</bdi></th><td>${state}</td><td>${found}</td><td class="wrap">${probe.ran.length === 0 ? 'none' : probe.ran.join(', ')}</td><td>${formatSeconds(probe.seconds)}</td></tr>`;
    },
  )}</tbody></table></div></section>
</main>
</div>`;
  return renderPageShell({ title: `Bisection of ${bisection.bad}`, body });
}
