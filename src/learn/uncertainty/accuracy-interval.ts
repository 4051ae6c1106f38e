import { accuracy } from '../metrics/accuracy.ts';
import type { LabelPair } from '../metrics/label-codes.ts';
import type { BootstrapOptions } from './bootstrap.ts';
import { effectiveSampleSize } from './effective-sample-size.ts';
import type { Interval } from './interval.ts';
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
 * effect; Wilson at the effective size is Kott and Carr's interval, "Developing an estimation strategy for a
 * pesticide data program", 1997). Unlike the percentile interval it stays honest at an accuracy of 0 or 1.
 */
export function accuracyInterval(
  labels: LabelPair,
  options: BootstrapOptions & BlockOptions,
): AccuracyInterval {
  const rows = labels.actual.length;
  const share = accuracy(labels);
  const effectiveRows =
    options.blocks === undefined
      ? rows
      : effectiveSampleSize(meanInterval(rightness(labels), options), { rows });
  const level = options.level === undefined ? {} : { level: options.level };
  const interval = wilsonInterval({ successes: share * effectiveRows, trials: effectiveRows }, level);
  return { ...interval, estimate: share, rows, effectiveRows };
}

/** 1 for each row that is right, 0 for each that is not: its mean is the accuracy, and draws of it are cheap. */
export function rightness({ actual, predicted }: Pick<LabelPair, 'actual' | 'predicted'>): Uint8Array {
  return Uint8Array.from(actual, (label, row) => (label === predicted[row] ? 1 : 0));
}
