import { accuracy } from '../metrics/accuracy.ts';
import type { LabelPair } from '../metrics/label-codes.ts';
import { normalQuantile } from '../metrics/normal-quantile.ts';
import { studentQuantile } from '../metrics/student-quantile.ts';
import type { BootstrapOptions } from './bootstrap.ts';
import { effectiveSampleSize } from './effective-sample-size.ts';
import { DEFAULT_LEVEL, type Interval } from './interval.ts';
import { meanInterval } from './mean-interval.ts';
import type { BlockOptions } from './resampling-units.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** An accuracy with an interval, and the number of independent rows that the interval was made for. */
export interface AccuracyInterval extends Interval {
  readonly rows: number;
  readonly effectiveRows: number;
}

/**
 * The accuracy with Wilson's interval at the effective sample size: of independent rows where no `blocks` are
 * given, else of as many independent rows as have the spread that the block bootstrap found (Kish's design
 * effect), lessened by what Student's t asks for with few blocks: Korn and Graubard, "Confidence intervals for
 * proportions with small expected number of positive counts estimated from survey data", 1998, with Wilson's
 * interval for theirs. Unlike the percentile interval it stays honest at an accuracy of 0 or 1.
 */
export function accuracyInterval(
  labels: LabelPair,
  options: Omit<BootstrapOptions, 'bounds'> & BlockOptions,
): AccuracyInterval {
  const { level = DEFAULT_LEVEL, blocks } = options;
  const rows = labels.actual.length;
  const share = accuracy(labels);
  if (blocks === undefined) {
    const interval = wilsonInterval({ successes: share * rows, trials: rows }, { level });
    return { ...interval, estimate: share, rows, effectiveRows: rows };
  }
  const drawn = meanInterval(rightness(labels), options);
  const effectiveRows = effectiveSampleSize(drawn, { rows });
  const tail = (1 + level) / 2;
  const trials = effectiveRows * (normalQuantile(tail) / studentQuantile(tail, drawn)) ** 2;
  return {
    ...wilsonInterval({ successes: share * trials, trials }, { level }),
    estimate: share,
    rows,
    effectiveRows,
  };
}

/** 1 for each row that is right, 0 for each that is not: its mean is the accuracy, and draws of it are cheap. */
export function rightness({ actual, predicted }: Pick<LabelPair, 'actual' | 'predicted'>): Uint8Array {
  return Uint8Array.from(actual, (label, row) => (label === predicted[row] ? 1 : 0));
}
