import {
  accuracyInterval,
  balancedAccuracy,
  brierLosses,
  type Confusion,
  classifierMetrics,
  cohensKappa,
  type Interval,
  logLosses,
  matthewsCorrelation,
  meanInterval,
  metricIntervals,
  ordinalR2,
  precisionRecallF1,
  rocAucInterval,
} from 'labbook/learn';
import type { Candidate } from './candidates.ts';
import { SIGNAL_CLASSES, SIGNAL_SCORES } from './signal-classes.ts';

const classes = SIGNAL_CLASSES;

/** How intervals are drawn: rows of one date together, in runs of as many dates as a label reaches over. */
export interface Draws {
  readonly seed: number;
  readonly blocks: Float64Array;
  readonly blockLength: number;
}

/** A candidate's metrics by name, with an interval for those that have one. */
export interface CandidateScores {
  readonly values: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, Interval>>;
  /** Independent rows that the accuracy's interval was made for. */
  readonly effectiveRows: number;
}

/** Metrics of the confusion matrix, which are drawn together, and the range of each. */
const counted: Readonly<
  Record<
    string,
    { readonly of: (confusion: Confusion) => number; readonly bounds: readonly [number, number] }
  >
> = {
  balanced_accuracy: { of: balancedAccuracy, bounds: [0, 1] },
  macro_precision: { of: (confusion) => precisionRecallF1(confusion).macro.precision, bounds: [0, 1] },
  macro_recall: { of: (confusion) => precisionRecallF1(confusion).macro.recall, bounds: [0, 1] },
  macro_f1: { of: (confusion) => precisionRecallF1(confusion).macro.f1, bounds: [0, 1] },
  weighted_f1: { of: (confusion) => precisionRecallF1(confusion).weighted.f1, bounds: [0, 1] },
  mcc: { of: matthewsCorrelation, bounds: [-1, 1] },
  kappa: { of: cohensKappa, bounds: [-1, 1] },
  ordinal_r2: {
    of: (confusion) => ordinalR2(confusion, { scores: SIGNAL_SCORES }),
    bounds: [Number.NEGATIVE_INFINITY, 1],
  },
};

/**
 * The metrics of a candidate that are `wanted` by name. What is not defined on these rows, such as the area of a
 * class without any, is left out.
 */
export function scoreCandidate(
  { predicted, probabilities }: Candidate,
  {
    actual,
    draws,
    wanted,
  }: {
    readonly actual: readonly string[];
    readonly draws: Draws;
    readonly wanted: (name: string) => boolean;
  },
): CandidateScores {
  const labelled = { actual, predicted, classes };
  const all = classifierMetrics(probabilities === undefined ? labelled : { ...labelled, probabilities }, {
    ordinalScores: SIGNAL_SCORES,
  });
  const values = Object.fromEntries(Object.entries(all.values).filter(([name]) => wanted(name)));
  const accuracy = accuracyInterval(labelled, draws);
  const intervals: Record<string, Interval> = { accuracy };
  const drawn = Object.entries(counted).filter(([name]) => values[name] !== undefined);
  const unbounded = metricIntervals(labelled, {
    ...draws,
    metrics: Object.fromEntries(drawn.map(([name, { of }]) => [name, of])),
  });
  for (const [name, { bounds }] of drawn) {
    const interval = unbounded[name];
    if (interval === undefined) continue;
    intervals[name] = {
      ...interval,
      low: Math.max(interval.low, bounds[0]),
      high: Math.min(interval.high, bounds[1]),
    };
  }
  if (probabilities !== undefined) {
    const scored = { actual, classes, probabilities };
    const atLeast0 = { ...draws, bounds: [0, Number.POSITIVE_INFINITY] as const };
    intervals.log_loss = meanInterval(logLosses(scored), atLeast0);
    intervals.brier = meanInterval(brierLosses(scored), atLeast0);
    for (const name of classes) {
      if (values[`roc_auc.${name}`] === undefined) continue;
      intervals[`roc_auc.${name}`] = rocAucInterval(scored, { ...draws, class: name });
    }
  }
  return { values, intervals, effectiveRows: accuracy.effectiveRows };
}
