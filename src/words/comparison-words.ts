import type {
  CannotTell,
  Comparison,
  LineageStep,
  MetricComparison,
  NoPredictions,
  PairComparison,
  PairedInterval,
  TestSetDifference,
  TestSetRelation,
  Verdict,
} from '../model/comparison.ts';
import { wordsOfId } from '../model/record.ts';
import { formatMetric, type MetricLook, metricLook } from './format-metric.ts';
import { formatNumber } from './format-value.ts';

/** A comparison's facts in plain words, the same in terminal, markdown and page. */
export function verdictWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'better':
    case 'worse':
      return verdict.kind;
    case 'same':
      return 'no difference';
    case 'cannot-tell':
      return `cannot tell: ${cannotTellWords[verdict.why]}`;
    case 'not-comparable':
      return 'not comparable';
  }
}

const cannotTellWords: Readonly<Record<CannotTell, string>> = {
  'within-noise': 'the interval holds 0',
  'no-predictions': 'no predictions a row to pair',
  missing: 'only one of the two reports it',
  'not-recomputed': 'the predictions do not give this number',
  'no-formula': 'no paired interval for this metric',
  'no-direction': 'nobody said whether higher is better',
  'too-few': 'too few rows for an interval',
  'rare-class': 'a class has under ten rows',
  'one-of-many': 'no more than chance gives among so many metrics',
};

/** `better in accuracy, macro_f1; cannot tell in log_loss`: of the headline metrics, or of all without any. */
export function pairSentence(pair: PairComparison): string {
  if (pair.testSet.kind === 'different') return 'not comparable';
  const told = foremostMetrics(pair);
  if (told.length === 0) return 'cannot tell: no metrics';
  const groups = (['better', 'worse', 'same', 'cannot-tell'] as const).flatMap((kind) => {
    const names = told.filter(({ verdict }) => verdict.kind === kind).map(({ name }) => toldName(name, told));
    return names.length === 0 ? [] : [`${kindWords[kind]} in ${names.join(', ')}`];
  });
  return groups.join('; ');
}

/** Without its stage, where all that are told are of one. */
export function toldName(name: string, told: readonly Pick<MetricComparison, 'name'>[]): string {
  return new Set(told.map((metric) => metric.name.split('.')[0])).size > 1 ? name : metricName(name);
}

const kindWords = {
  better: 'better',
  worse: 'worse',
  same: 'no difference',
  'cannot-tell': 'cannot tell',
} as const;

/** The headline metrics, or all where none is one. */
export function foremostMetrics(pair: PairComparison): readonly MetricComparison[] {
  const headlines = pair.metrics.filter(({ isHeadline }) => isHeadline);
  return headlines.length > 0 ? headlines : pair.metrics;
}

/**
 * One word for a pair: that of its first headline metric, as long as no other headline metric is decided the
 * other way; then it cannot be told. Swapping the two swaps better and worse.
 */
export function pairKind(pair: PairComparison): Verdict['kind'] {
  if (pair.testSet.kind === 'different') return 'not-comparable';
  const kinds = foremostMetrics(pair).map(({ verdict }) => verdict.kind);
  const [first = 'cannot-tell'] = kinds;
  if (first === 'better' || first === 'worse') {
    return kinds.includes(first === 'better' ? 'worse' : 'better') ? 'cannot-tell' : first;
  }
  return kinds.every((kind) => kind === 'same') && kinds.length > 0 ? 'same' : 'cannot-tell';
}

/** Every headline metric counted: `2 better, 1 cannot tell`. */
export function pairCounts(pair: PairComparison): string {
  if (pair.testSet.kind === 'different') return 'not comparable';
  const kinds = foremostMetrics(pair).map(({ verdict }) => verdict.kind);
  const counts = (['better', 'worse', 'same', 'cannot-tell'] as const).flatMap((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return count === 0 ? [] : [`${count} ${kindWords[kind]}`];
  });
  return counts.length === 0 ? 'no metrics' : counts.join(', ');
}

/** On what the verdicts rest: `360 test rows on 120 days, drawn 2,000 times in blocks of 7 days`. */
export function testSetWords(relation: TestSetRelation): string {
  switch (relation.kind) {
    case 'same': {
      const rows = `${formatNumber(relation.rows, 'integer')} test rows that both were scored on`;
      if (relation.group !== undefined) {
        const { name, count } = relation.group;
        return `${rows}, in ${formatNumber(count)} groups by ${name}, drawn ${formatNumber(relation.resamples)} times group by group`;
      }
      if (relation.days === null)
        return `${rows}, drawn ${formatNumber(relation.resamples)} times one by one`;
      const blocks = relation.blockLength === 1 ? 'day by day' : `in blocks of ${relation.blockLength} days`;
      return `${rows}, on ${formatNumber(relation.days)} days, drawn ${formatNumber(relation.resamples)} times ${blocks}`;
    }
    case 'different':
      return testSetDifferenceWords(relation.why);
    case 'unknown':
      return `${relation.experiment} has no usable predictions: ${noPredictionsWords(relation.why)}`;
  }
}

/** The test sets of a pair, the main one first, each with what it is of where there are several. */
export function testSetLines({ testSet, otherTestSets = [] }: PairComparison): readonly string[] {
  return [
    testSetWords(testSet),
    ...otherTestSets.map((other) => `in ${other.name}: ${testSetWords(other.testSet)}`),
  ];
}

/** What a table says of the metrics that nobody put first; null where all are headline metrics, or none is compared. */
export function manyMetricsWords({ metrics, testSet }: PairComparison): string | null {
  const others = metrics.filter(({ isHeadline }) => !isHeadline).length;
  if (others < 2 || testSet.kind !== 'same') return null;
  return others === metrics.length
    ? `no metric is a headline metric: verdicts are adjusted for being ${formatNumber(others)} (Holm)`
    : `headline metrics carry the verdict; verdicts of the other ${formatNumber(others)} are adjusted for being many (Holm)`;
}

/** How two that are not comparable do on the rows they share, a text a metric; null where they share none. */
export function commonRowsWords({ common }: PairComparison): {
  readonly intro: string;
  readonly metrics: readonly { readonly name: string; readonly text: string }[];
} | null {
  if (common === null) return null;
  return {
    intro: `on the ${formatNumber(common.rows, 'integer')} rows with the same labels that both share, without a verdict`,
    metrics: common.metrics.map(({ name, baseline, candidate, delta, interval }) => ({
      name: metricName(name),
      text: commonText({ baseline, candidate, delta, interval }),
    })),
  };
}

function commonText({
  baseline,
  candidate,
  delta,
  interval,
}: Omit<NonNullable<PairComparison['common']>['metrics'][number], 'name'>): string {
  const look = interval.high > interval.low ? { error: (interval.high - interval.low) / 2 } : {};
  return `${formatMetric(baseline, look)} → ${formatMetric(candidate, look)}, Δ ${deltaText(delta, look)} (${intervalText(interval, look)})`;
}

/** The same as one line. */
export function commonRowsLine(pair: PairComparison): string | null {
  const words = commonRowsWords(pair);
  if (words === null) return null;
  return `${words.intro}: ${words.metrics.map(({ name, text }) => `${name} ${text}`).join('; ')}`;
}

/** How two test sets differ. */
export function testSetDifferenceWords(why: TestSetDifference): string {
  switch (why.kind) {
    case 'target':
      return `one predicts ${why.baseline}, the other ${why.candidate}`;
    case 'keys':
      return `rows are named by ${why.baseline.join(', ')} in one and by ${why.candidate.join(', ')} in the other`;
    case 'rows':
      return `scored on other test rows: ${why.common} in common, ${why.onlyInBaseline} only in the baseline, ${why.onlyInCandidate} only in the candidate (such as ${why.examples.join('; ')})`;
    case 'labels':
      return `the true labels differ in ${why.rows} of ${why.of} test rows (such as ${why.examples.join('; ')})`;
  }
}

/** Why an experiment's predictions cannot be had. */
export function noPredictionsWords(why: NoPredictions): string {
  switch (why.kind) {
    case 'none':
      return 'no stage with headline metrics has an output named predictions';
    case 'file-missing':
      return `${why.path} is not there, nor in the store`;
    case 'file-damaged':
      return `${why.path} is not what was recorded`;
    case 'unusable':
      return `${why.path}: ${why.detail}`;
  }
}

/** `recipes part at train, results at evaluate`, or that nothing does. */
export function partingWords({ recipesPartAt, partsAt }: PairComparison): string {
  if (recipesPartAt === null && partsAt === null) return 'every recipe and result is the same';
  if (recipesPartAt === null) return `recipes are the same, results part at ${partsAt}`;
  const results = partsAt === null ? 'every result is the same' : `results at ${partsAt}`;
  return recipesPartAt === partsAt
    ? `recipes and results part at ${partsAt}`
    : `recipes part at ${recipesPartAt}, ${results}`;
}

export const relationWords: Readonly<Record<LineageStep['relation'], string>> = {
  same: 'same recipe, same result',
  'same-result': 'other recipe, same result',
  different: 'other result',
  unexplained: 'same recipe, other result',
  'only-baseline': 'only in the baseline',
  'only-candidate': 'only in the candidate',
  'no-result': 'without a result in one',
};

/** `accuracy` of `evaluate.accuracy`. */
export function metricName(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? name : name.slice(dot + 1);
}

export function metricValue(metric: MetricComparison['baseline'], look?: MetricLook): string {
  return metric === null ? '–' : formatMetric(metric.value, look ?? metricLook(metric));
}

/** How the numbers of a line are shown: to the digits that tell the difference, counts as counts. */
export function comparedLook({ baseline, candidate, delta, verdict }: MetricComparison): MetricLook {
  const { unit, digits, format } = candidate ?? baseline ?? {};
  const values = [baseline, candidate].flatMap((metric) => metric?.value ?? []);
  const isCount = values.every(Number.isInteger) && values.some((value) => Math.abs(value) > 1);
  const interval = intervalOf(verdict);
  const error =
    interval !== null && interval.high > interval.low
      ? (interval.high - interval.low) / 2
      : Math.abs(delta ?? 0);
  return {
    ...(unit !== undefined && { unit }),
    ...(digits !== undefined && { digits }),
    ...(format !== undefined ? { format } : isCount && interval === null && { format: 'integer' as const }),
    ...(error > 0 && { error }),
  };
}

/** With its sign, and as many digits as a small difference needs. */
export function deltaText(delta: number | null, look: MetricLook = {}): string {
  if (delta === null) return '–';
  const text = formatMetric(delta, look);
  // A difference of two percentages is no percentage of either.
  return `${delta > 0 ? '+' : ''}${look.format === 'percent' ? text.replace(/ %$/, ' points') : text}`;
}

export function intervalText(interval: PairedInterval | null, look: MetricLook = {}): string {
  if (interval === null) return '–';
  const [low, high] = [deltaText(interval.low, look), deltaText(interval.high, look)];
  return `${low.replace(/ points$/, '')} … ${high}`;
}

export function intervalOf(verdict: Verdict): PairedInterval | null {
  return 'interval' in verdict ? verdict.interval : null;
}

/** What to call each experiment: its words where no other compared one has them, else its id. */
export function shortNames(comparison: Comparison): ReadonlyMap<string, string> {
  const words = comparison.experiments.map(({ id }) => wordsOfId(id));
  return new Map(
    comparison.experiments.map(({ id }, i) => {
      const short = words[i] ?? id;
      return [id, words.filter((other) => other === short).length === 1 ? short : id];
    }),
  );
}

/** Words as a sentence of prose. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** Why charts of several experiments stand beside each other; `left` is how many more there are, if any. */
export function sideBySideWords(left: number): string {
  const why = 'Side by side: these charts draw more than lines, which cannot be laid over each other.';
  return left > 0 ? `${why} ${left} more experiments have this chart and are not drawn.` : why;
}
