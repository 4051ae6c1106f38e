/** By how much a bootstrap understates the spread of a statistic, and how well that is known. */
export interface BlockCorrection {
  /** The variance to take, divided by the variance that the bootstrap finds; at least 1. */
  readonly varianceRatio: number;
  /** Of the variance estimate, for Student's t; at least 2. */
  readonly degreesOfFreedom: number;
  /** By how many standard errors the end on the side of the long tail is moved out: below 0 the lower one. */
  readonly lean: number;
}

/**
 * Compares two variances of the mean of a series (the influence of each date on the statistic, in order).
 *
 * The block bootstrap weighs the covariance of dates k apart by 1 − k / blockLength. Labels that reach over
 * blockLength dates overlap at every one of these distances, so that a third of their variance is lost however
 * long the series: 95 % intervals hold the truth 89 times in 100, and 80 times where there are ten blocks. The
 * variance to take weighs them by 1 up to blockLength and falls to 0 at twice that (the flat-top window of
 * Politis and Romano, "Bias-corrected nonparametric spectral estimation", 1995); both are divided by what the
 * subtracted mean takes away, 1 − Σ weights / dates, but by no less than a third. Degrees of freedom are
 * dates / Σ weights² less one. The larger of the two variances counts, as the flat-top one may be negative.
 */
export function blockCorrection(
  influence: Float64Array,
  { blockLength }: { readonly blockLength: number },
): BlockCorrection {
  const dates = influence.length;
  const degreesOfFreedom = Math.max(2, (0.75 * dates) / blockLength - 1);
  const mean = influence.reduce((sum, value) => sum + value, 0) / dates;
  const centred = influence.map((value) => value - mean);
  const covariances = Float64Array.from({ length: Math.min(2 * blockLength, dates) }, (_, lag) =>
    covariance(centred, lag),
  );
  const found = windowed(covariances, (lag) => Math.max(0, 1 - lag / blockLength));
  const flat = windowed(covariances, (lag) => Math.min(1, 2 - lag / blockLength));
  if (!(found.variance > 0)) return { varianceRatio: 1, degreesOfFreedom, lean: 0 };
  const unbiased = ({ variance, weights }: { variance: number; weights: number }): number =>
    variance / Math.max(1 / 3, 1 - weights / dates);
  return {
    varianceRatio: Math.max(unbiased(found), unbiased(flat)) / found.variance,
    degreesOfFreedom,
    lean: 0,
  };
}

/** Σ weight × covariance over all lags, negative ones too, and the sum of the weights. */
function windowed(
  covariances: Float64Array,
  weightAt: (lag: number) => number,
): { readonly variance: number; readonly weights: number } {
  let variance = covariances[0]!;
  let weights = 1;
  for (let lag = 1; lag < covariances.length; lag++) {
    variance += 2 * weightAt(lag) * covariances[lag]!;
    weights += 2 * weightAt(lag);
  }
  return { variance, weights };
}

function covariance(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += centred[i]! * centred[i - lag]!;
  return sum / centred.length;
}
