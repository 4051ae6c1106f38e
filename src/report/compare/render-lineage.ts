import { shortDigest } from '../../base/digest.ts';
import type { LineageStep, PairComparison } from '../../model/comparison.ts';
import { partingWords, relationWords, sentence } from '../../words/comparison-words.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** Where the two experiments' results part, stage by stage in dependency order. */
export function renderLineage(pair: PairComparison, names: ReadonlyMap<string, string>): SafeHtml {
  return html`<p>${sentence(partingWords(pair))}</p>
<div class="scroll${pair.lineage.every(({ relation }) => relation === 'same') && ' same'}" tabindex="0" role="region" aria-label="Table: lineage of ${names.get(pair.candidate)}"><table><thead><tr><th scope="col">Stage</th><th scope="col">Relation</th><th scope="col">Recipe of the baseline</th><th scope="col">Recipe of the candidate</th></tr></thead><tbody>${pair.lineage.map(
    (step) =>
      html`<tr${step.relation === 'same' && html` class="same"`}><th scope="row"><bdi>${step.stage}</bdi></th><td>${sign(step)} ${relationWords[step.relation]}</td>${step.fingerprints.map((digest) => html`<td class="mono">${digest === null ? '–' : shortDigest(digest)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function sign({ relation }: LineageStep): SafeHtml {
  const shown = relation === 'same' ? '=' : relation === 'same-result' ? '≈' : '≠';
  return html`<span aria-hidden="true">${shown}</span>`;
}
