import type { ConfusionDifference, PairComparison } from '../../model/comparison.ts';
import { formatNumber } from '../../words/format-value.ts';
import { html, type SafeHtml } from '../page/html.ts';

/**
 * The difference of two confusion matrices as a table of heat: what helps (more hits, fewer misses) in one
 * hue, what hurts in the other, each with its sign and both counts.
 */
export function renderConfusionDifference(
  pair: PairComparison,
  names: ReadonlyMap<string, string>,
): SafeHtml {
  const { confusion } = pair;
  if (confusion === null) {
    const why =
      pair.testSet.kind === 'same'
        ? 'these are no classifiers'
        : 'the test rows are not the same, or not known';
    return html`<p class="muted">No difference of confusion matrices: ${why}.</p>`;
  }
  const { classes } = confusion;
  const most = largestChange(confusion);
  const label = `Table: difference of confusion matrices, ${names.get(pair.candidate)} minus ${names.get(pair.baseline)}`;
  return html`<p class="muted small">Rows of the candidate minus those of the baseline, by actual class (down) and predicted class (across); below each, both counts.</p>
<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="heat">
<thead><tr><th scope="col"><span class="sr">Actual class</span></th>${classes.map((name) => html`<th scope="col">predicted <bdi>${name}</bdi></th>`)}</tr></thead>
<tbody>${classes.map(
    (actual, a) =>
      html`<tr><th scope="row">actual <bdi>${actual}</bdi></th>${classes.map((_, p) => renderCell(confusion, { a, p, most }))}</tr>`,
  )}</tbody></table></div>`;
}

function renderCell(
  { baseline, candidate }: ConfusionDifference,
  { a, p, most }: { readonly a: number; readonly p: number; readonly most: number },
): SafeHtml {
  const [before, after] = [baseline[a]?.[p] ?? 0, candidate[a]?.[p] ?? 0];
  const delta = after - before;
  const isHit = a === p;
  const strength = most === 0 ? 0 : Math.ceil((4 * Math.abs(delta)) / most);
  const heat = delta === 0 ? '' : `${delta > 0 === isHit ? 'g' : 'b'}${strength}`;
  return html`<td class="${[heat, isHit ? 'hit' : ''].filter((name) => name !== '').join(' ')}"><b>${deltaCount(delta)}</b><span>${before} → ${after}</span></td>`;
}

function largestChange({ classes, baseline, candidate }: ConfusionDifference): number {
  const changes = classes.flatMap((_, a) =>
    classes.map((__, p) => Math.abs((candidate[a]?.[p] ?? 0) - (baseline[a]?.[p] ?? 0))),
  );
  return Math.max(0, ...changes);
}

/** A difference of counts with its sign; nothing changed is 0. */
function deltaCount(delta: number): string {
  return `${delta > 0 ? '+' : ''}${formatNumber(delta, 'integer')}`;
}
