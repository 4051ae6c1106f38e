import type { Flip, PairComparison } from '../../model/comparison.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** The most rows of each table; the rest is counted, and stands in the answer of --json. */
const mostRows = 50;

/** Test rows that one of two experiments has right and the other wrong. */
export function renderFlips(pair: PairComparison, names: ReadonlyMap<string, string>): SafeHtml {
  const { flips } = pair;
  if (flips === null) {
    const why =
      pair.testSet.kind === 'same'
        ? 'these are no classifiers'
        : 'the test rows are not the same, or not known';
    return html`<p class="muted">No flips: ${why}.</p>`;
  }
  const { rightToWrong, wrongToRight, wrongToWrong } = flips;
  if (rightToWrong.length + wrongToRight.length + wrongToWrong === 0) {
    return html`<p>None: both predict the same class for every test row.</p>`;
  }
  return html`<p>${wrongToRight.length} rows went from wrong to right, ${rightToWrong.length} from right to wrong; ${wrongToWrong} are wrong in another way.</p>
<div class="columns">${renderTable('Right → wrong', { rows: rightToWrong, pair, names })}${renderTable('Wrong → right', { rows: wrongToRight, pair, names })}</div>`;
}

function renderTable(
  title: string,
  {
    rows,
    pair,
    names,
  }: {
    readonly rows: readonly Flip[];
    readonly pair: PairComparison;
    readonly names: ReadonlyMap<string, string>;
  },
): SafeHtml {
  const shown = rows.slice(0, mostRows);
  const rest = rows.length - shown.length;
  if (rows.length === 0) return html`<p class="muted">${title}: none.</p>`;
  return html`<div><div class="scroll tall" tabindex="0" role="region" aria-label="Table: ${title}, ${names.get(pair.candidate)}"><table><caption>${title}: ${rows.length}</caption><thead><tr><th scope="col">${pair.flips?.keyNames.join(' · ')}</th><th scope="col">Actual</th><th scope="col">Baseline</th><th scope="col">Candidate</th></tr></thead><tbody>${shown.map(
    ({ key, actual, baseline, candidate }) =>
      html`<tr><th scope="row"><bdi>${key}</bdi></th><td><bdi>${actual}</bdi></td><td><bdi>${baseline}</bdi></td><td><bdi>${candidate}</bdi></td></tr>`,
  )}</tbody></table></div>${rest > 0 && html`<p class="muted small">… and ${rest} more; <code>labbook compare … --json</code> has them all.</p>`}</div>`;
}
