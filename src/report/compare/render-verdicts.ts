import type { Comparison, PairComparison, Verdict } from '../../model/comparison.ts';
import {
  commonRowsWords,
  comparedLook,
  deltaText,
  foremostMetrics,
  intervalOf,
  intervalText,
  metricName,
  pairKind,
  pairSentence,
  sentence,
  testSetLines,
  toldName,
  verdictWords,
} from '../../words/comparison-words.ts';
import { type MetricLook, withUnit } from '../../words/format-metric.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** One line an experiment: better, worse, cannot tell, each with its paired interval. */
export function renderVerdicts(comparison: Comparison, names: ReadonlyMap<string, string>): SafeHtml {
  const isMany = comparison.pairs.length > 3;
  return html`<section aria-labelledby="verdict"><h2 id="verdict">Verdict</h2>
<ul class="verdicts">${comparison.pairs.map((pair) => (isMany ? shortVerdict(pair, names) : fullVerdict(pair, { names, isOnly: comparison.pairs.length === 1 })))}</ul>
</section>`;
}

function fullVerdict(
  pair: PairComparison,
  { names, isOnly }: { readonly names: ReadonlyMap<string, string>; readonly isOnly: boolean },
): SafeHtml {
  const told = foremostMetrics(pair);
  return html`<li><p class="verdict-word v-${pairKind(pair)}">${verdictIcon(pairKind(pair))}<span>${!isOnly && html`<bdi>${names.get(pair.candidate) ?? pair.candidate}</bdi>: `}${pairSentence(pair)}</span></p>
${
  pair.testSet.kind !== 'different' &&
  html`<dl>${told.map((metric) => {
    const { name, delta, verdict } = metric;
    const look = comparedLook(metric);
    return html`<dt>${toldName(name, told)}</dt><dd>${unitDelta(delta, look)}${intervalOf(verdict) !== null && html` <span class="muted">(${intervalText(intervalOf(verdict), look)})</span>`}</dd><dd class="v-${verdict.kind}">${verdictWords(verdict)}</dd>`;
  })}</dl>`
}
${testSetLines(pair).map((words) => html`<p class="muted small">${sentence(words)}</p>`)}
${renderCommonRows(pair)}</li>`;
}

/** Beside the word that two are not comparable: how they do on what they share. */
export function renderCommonRows(pair: PairComparison): SafeHtml | null {
  const words = commonRowsWords(pair);
  if (words === null) return null;
  return html`<p class="muted small">${sentence(words.intro)}</p>
<dl class="common">${words.metrics.map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

function shortVerdict(pair: PairComparison, names: ReadonlyMap<string, string>): SafeHtml {
  const told = foremostMetrics(pair)[0];
  const interval = told === undefined ? null : intervalOf(told.verdict);
  return html`<li><p><span class="v-${pairKind(pair)}">${verdictIcon(pairKind(pair))} <a href="#pair-${pair.candidate}"><bdi>${names.get(pair.candidate) ?? pair.candidate}</bdi></a>: ${pairSentence(pair)}</span>${told !== undefined && interval !== null && html` <span class="muted">${metricName(told.name)} ${unitDelta(told.delta, comparedLook(told))} (${intervalText(interval, comparedLook(told))})</span>`}</p></li>`;
}

function unitDelta(delta: number | null, look: MetricLook): string {
  return delta === null ? deltaText(delta) : withUnit(deltaText(delta, look), look);
}

/** A drawing beside the word; it adds nothing to it. */
function verdictIcon(kind: Verdict['kind']): SafeHtml {
  return html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d="${paths[kind]}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

const paths: Readonly<Record<Verdict['kind'], string>> = {
  better: 'M8 13V3M3.5 7.5L8 3l4.5 4.5',
  worse: 'M8 3v10M3.5 8.5L8 13l4.5-4.5',
  same: 'M3 6h10M3 10h10',
  'cannot-tell': 'M2 8c2-4 4-4 6 0s4 4 6 0',
  'not-comparable': 'M3 6h10M3 10h10M11 2.5L5 13.5',
};
