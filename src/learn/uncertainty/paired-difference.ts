import { requireSameLength } from '../metrics/label-codes.ts';
import { type BootstrapInterval, type BootstrapOptions, bootstrap } from './bootstrap.ts';
import { drawnMean } from './mean-interval.ts';
import { type ConfusionMetric, drawnConfusion, unitConfusions } from './metric-interval.ts';
import { type BlockOptions, resamplingUnits } from './resampling-units.ts';

/** Two predictions of the same rows. */
export interface PairedLabels {
  readonly actual: readonly string[];
  readonly classes: readonly string[];
  readonly candidate: readonly string[];
  readonly baseline: readonly string[];
}

/** The difference candidate − baseline with its interval, and the rows on which the two part. */
export interface PairedDifference extends BootstrapInterval {
  /** Rows that the baseline had wrong and the candidate has right. */
  readonly wrongToRight: number;
  /** Rows that the baseline had right and the candidate has wrong. */
  readonly rightToWrong: number;
}

/**
 * The difference of a metric between two sets of predictions of the same rows, with its percentile bootstrap
 * interval. Both are scored on the same draws, so what makes a day easy or hard for both cancels: far narrower
 * than two intervals side by side. By date where `blocks` are given. Positive is in favour of the candidate
 * where higher is better.
 */
export function pairedDifference(
  labels: PairedLabels,
  options: BootstrapOptions & BlockOptions & { readonly metric: ConfusionMetric },
): PairedDifference {
  const { actual, classes, candidate, baseline } = labels;
  requireSameLength(
    { name: 'candidate', length: candidate.length },
    { name: 'baseline', length: baseline.length },
  );
  const units = resamplingUnits(actual.length, options);
  const drawn = (predicted: readonly string[]) =>
    drawnConfusion(unitConfusions({ actual, predicted, classes }, units), classes);
  const drawnCandidate = drawn(candidate);
  const drawnBaseline = drawn(baseline);
  const statistic = (timesDrawn: Uint32Array) =>
    options.metric(drawnCandidate(timesDrawn)) - options.metric(drawnBaseline(timesDrawn));
  return { ...bootstrap({ units, statistic }, options), ...flips(labels) };
}

/**
 * The mean difference candidate − baseline of a number a row (log-losses, say), with its percentile bootstrap
 * interval on paired draws. By date where `blocks` are given.
 */
export function pairedMeanDifference(
  { candidate, baseline }: { readonly candidate: ArrayLike<number>; readonly baseline: ArrayLike<number> },
  options: BootstrapOptions & BlockOptions,
): BootstrapInterval {
  requireSameLength(
    { name: 'candidate', length: candidate.length },
    { name: 'baseline', length: baseline.length },
  );
  const units = resamplingUnits(candidate.length, options);
  const differences = Float64Array.from(candidate, (value, row) => value - baseline[row]!);
  return bootstrap({ units, statistic: drawnMean(differences, units) }, options);
}

function flips({ actual, candidate, baseline }: PairedLabels): {
  wrongToRight: number;
  rightToWrong: number;
} {
  let wrongToRight = 0;
  let rightToWrong = 0;
  for (let row = 0; row < actual.length; row++) {
    const was = baseline[row] === actual[row];
    const is = candidate[row] === actual[row];
    if (is && !was) wrongToRight++;
    if (was && !is) rightToWrong++;
  }
  return { wrongToRight, rightToWrong };
}
