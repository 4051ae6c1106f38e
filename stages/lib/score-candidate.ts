import {
  accuracyInterval,
  balancedAccuracy,
  brierLosses,
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
  SIGNAL_CLASSES,
  SIGNAL_SCORES,
} from 'labbook/learn';
import type { Candidate } from './candidates.ts';

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

/** Every metric of a candidate. What is not defined on these rows, such as the area of a class without rows, is left out. */
export function scoreCandidate(
  { predicted, probabilities }: Candidate,
  { actual, draws }: { readonly actual: readonly string[]; readonly draws: Draws },
): CandidateScores {
  const labelled = { actual, predicted, classes };
  const { values } = classifierMetrics(
    probabilities === undefined ? labelled : { ...labelled, probabilities },
    {
      ordinalScores: SIGNAL_SCORES,
    },
  );
  const accuracy = accuracyInterval(labelled, draws);
  const intervals: Record<string, Interval> = {
    accuracy,
    ...metricIntervals(labelled, {
      ...draws,
      bounds: [0, 1],
      metrics: {
        balanced_accuracy: balancedAccuracy,
        macro_precision: (confusion) => precisionRecallF1(confusion).macro.precision,
        macro_recall: (confusion) => precisionRecallF1(confusion).macro.recall,
        macro_f1: (confusion) => precisionRecallF1(confusion).macro.f1,
        weighted_f1: (confusion) => precisionRecallF1(confusion).weighted.f1,
      },
    }),
    ...metricIntervals(labelled, {
      ...draws,
      bounds: [-1, 1],
      metrics: { mcc: matthewsCorrelation, kappa: cohensKappa },
    }),
    ...metricIntervals(labelled, {
      ...draws,
      bounds: [Number.NEGATIVE_INFINITY, 1],
      metrics: { ordinal_r2: (confusion) => ordinalR2(confusion, { scores: SIGNAL_SCORES }) },
    }),
  };
  if (probabilities !== undefined) {
    const scored = { actual, classes, probabilities };
    const least = { ...draws, bounds: [0, Number.POSITIVE_INFINITY] as const };
    intervals.log_loss = meanInterval(logLosses(scored), least);
    intervals.brier = meanInterval(brierLosses(scored), least);
    for (const name of classes) {
      if (values[`roc_auc.${name}`] === undefined) continue;
      intervals[`roc_auc.${name}`] = rocAucInterval(scored, { ...draws, class: name });
    }
  }
  return { values, intervals, effectiveRows: accuracy.effectiveRows };
}
