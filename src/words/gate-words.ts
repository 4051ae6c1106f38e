import type {
  GateCheck,
  GateFacts,
  GateReport,
  GateState,
  GateVerdict,
  NotScored,
  RunsDifference,
} from '../model/gate-report.ts';
import type { Looks } from '../model/looks.ts';
import { deltaText, intervalText, noPredictionsWords, testSetDifferenceWords } from './comparison-words.ts';
import { inflect, list } from './counted.ts';
import { formatBytes, formatNumber, formatSeconds } from './format-value.ts';
import { leakageDetail, leakageName, leakagePlaces } from './leakage-words.ts';

export const gateStateWords: Readonly<Record<GateState, string>> = {
  passed: 'passed',
  failed: 'failed',
  'cannot-tell': 'cannot tell',
  'not-comparable': 'not comparable',
};

const checkWords: Readonly<Record<GateCheck, string>> = {
  floor: 'floor',
  ceiling: 'ceiling',
  margin: 'margin',
  drift: 'drift since the best',
  beats: 'beats',
  recall: 'recall',
  holdout: 'margin on the holdout',
  maxSeconds: 'seconds',
  maxBytes: 'bytes',
  leakage: 'leakage',
};

/** `evaluate.accuracy margin`, `leakage`. */
export function gateName({ check, metric, facts }: GateVerdict): string {
  const of =
    facts.kind === 'recall'
      ? ` of ${facts.label}`
      : facts.kind === 'limit' && facts.stage !== null
        ? ` of ${facts.stage}`
        : '';
  return `${metric === null ? '' : `${metric} `}${checkWords[check]}${of}`;
}

/** What was found, in one sentence without a stop. */
export function gateSentence({ facts, check }: GateVerdict): string {
  switch (facts.kind) {
    case 'missing':
      return `no stage reports it${facts.near === null ? '' : `; did you mean ${facts.near}?`}`;
    case 'ambiguous':
      return `several stages report it: ${list(facts.matches)}`;
    case 'not-finite':
      return 'it is not a number';
    case 'no-direction':
      return 'nobody said whether higher is better: add direction: higher or lower';
    case 'bound':
      return `${formatNumber(facts.value)}, asked for ${formatNumber(facts.limit)}`;
    case 'recall':
      return facts.value === null
        ? `no test row is labelled ${facts.label}`
        : `${formatNumber(facts.value)}, asked for ${formatNumber(facts.limit)}`;
    case 'margin':
      return marginSentence(facts);
    case 'beats': {
      const lead = `ahead of the ${facts.rule} by ${betterText(facts.difference)}`;
      return facts.difference.low > 0 ? lead : `${lead}, which chance alone can do`;
    }
    case 'no-rule':
      return `the predictions do not carry what ${facts.rule} answers, as a column ${facts.rule}_predicted`;
    case 'not-recomputed':
      return 'the predictions do not give the number that was reported';
    case 'no-predictions':
      return `there are no usable predictions: ${noPredictionsWords(facts.why)}`;
    case 'no-baseline':
      return 'no baseline was accepted yet: labbook baseline accept latest --reason "…"';
    case 'not-in-baseline':
      return 'the accepted baseline does not have it: labbook baseline accept latest --reason "…"';
    case 'other-test-set':
      return `the baseline was scored on other rows: ${testSetDifferenceWords(facts.why)}${facts.notScored === null ? '' : `; its model could not be scored on these: ${notScoredWords(facts.notScored)}`}`;
    case 'no-holdout':
      return `the predictions have no rows of the part ${facts.part}`;
    case 'limit':
      return check === 'maxBytes'
        ? `${formatBytes(facts.value)}, at most ${formatBytes(facts.max)}`
        : `${formatSeconds(facts.value)}, at most ${formatSeconds(facts.max)}`;
    case 'leakage':
      return leakageSentence(facts);
  }
}

function leakageSentence({ splits, checks }: Extract<GateFacts, { readonly kind: 'leakage' }>): string {
  if (splits.length + checks.length === 0) {
    return 'no table with a column part says what is learnt from and what is tested on';
  }
  const weightiest = (['failed', 'unknown'] as const).find((state) =>
    checks.some((check) => check.state === state),
  );
  const told = weightiest === undefined ? checks : checks.filter(({ state }) => state === weightiest);
  return [
    ...told.map((check) =>
      [`${leakageName(check)}: ${leakageDetail(check)}`, ...leakagePlaces(check).slice(0, 1)].join(
        ', first: ',
      ),
    ),
    ...splits.map(
      ({ stage, gapDays }) =>
        `${stage} reports that the labels of a part end ${formatNumber(gapDays)} days before the next part at the latest, and no table shows it`,
    ),
  ].join('; ');
}

/** What else is worth knowing of a verdict, a line each. */
export function gateRemarks({ facts, state }: GateVerdict): readonly string[] {
  if (facts.kind !== 'margin') return [];
  const { difference, mcnemar } = facts;
  const remarks = [`on ${formatNumber(difference.rows)} test rows${runsText(difference)}`];
  if (facts.scoredAnew !== null) {
    remarks.push(
      `the baseline was accepted on other rows: its model (${list(facts.scoredAnew)}) was scored on these`,
    );
  }
  if (mcnemar !== null) {
    remarks.push(
      `${mcnemar.rightToWrong} rows became wrong, ${mcnemar.wrongToRight} right; exact McNemar p ${formatNumber(mcnemar.p)}, were rows independent`,
    );
  }
  if (state !== 'passed') {
    remarks.push(`these rows show a drop of ${formatNumber(facts.smallestDrop)} four times in five`);
  }
  if (state === 'cannot-tell') {
    const needs = [
      facts.rowsToSettle === null ? null : `about ${formatNumber(facts.rowsToSettle)} test rows`,
      facts.seedsToSettle === null ? null : `about ${facts.seedsToSettle} seeds`,
    ].filter((need) => need !== null);
    remarks.push(
      needs.length === 0
        ? 'neither more rows nor more seeds would settle it'
        : `${needs.join(' or ')} would settle it`,
    );
  }
  if (state === 'passed' && facts.powerAtMargin < 0.5) {
    remarks.push(
      `weak: a drop of the margin would show as one in only ${formatNumber(facts.powerAtMargin, 'percent')} of test sets like this`,
    );
  }
  return remarks;
}

/** `failed: 1 failed, 3 passed`. */
export function reportSentence({ state, verdicts }: GateReport): string {
  const counts = (['failed', 'not-comparable', 'cannot-tell', 'passed'] as const).flatMap((kind) => {
    const count = verdicts.filter((verdict) => verdict.state === kind).length;
    return count === 0 ? [] : [`${count} ${gateStateWords[kind]}`];
  });
  return `${gateStateWords[state]}: ${counts.join(', ')}`;
}

/** What many looks at one test set do to the best score of them; null for one look. */
export function looksSentence(looks: Looks | null): string | null {
  if (looks === null || looks.times < 2) return null;
  const times = `scored ${formatNumber(looks.times)} times on this test set`;
  return `${times}: the interval of the best of these is ${formatNumber(Number(looks.widening.toFixed(2)))} times as wide`;
}

function notScoredWords(why: NotScored): string {
  switch (why.kind) {
    case 'not-here':
      return `${why.experiment} is not here: accept it with --archive, or labbook import it`;
    case 'no-recipe':
      return `the record of ${why.experiment} does not say how`;
    case 'no-model':
      return `${why.stage} reads no model file that other stages made: declare it under models`;
    case 'input-gone':
      return `the candidate has no output ${why.from} of the same format`;
    case 'lost':
      return `${why.what} is not in the store`;
    case 'scoring-failed':
      return `its ${why.stage} does not run on them`;
    case 'still-other':
      return `its ${why.stage} answers for other rows, or with other labels`;
  }
}

function marginSentence(facts: Extract<GateFacts, { kind: 'margin' }>): string {
  const { difference, margin } = facts;
  return `${formatNumber(difference.baseline)} → ${formatNumber(difference.candidate)}, ${betterText(difference)}, may drop by ${formatNumber(margin)}`;
}

/** `better by +0.01 (−0.02 … +0.04)`, in favour of the candidate whatever the metric's direction. */
function betterText({ estimate, low, high }: RunsDifference): string {
  return `${deltaText(estimate)} (${intervalText({ low, high })})`;
}

function runsText({ runs, blockLength }: RunsDifference): string {
  const blocks = blockLength > 1 ? `, in blocks of ${blockLength} days` : '';
  if (runs.candidate === 1 && runs.baseline === 1) return blocks;
  return `${blocks}, over ${inflect(runs.candidate, 'seed')} against ${inflect(runs.baseline, 'seed')}`;
}
