/**
 * How many consecutive values of a series to draw together, by the series itself: the length at which the circular
 * block bootstrap's variance of the mean errs least, (2 G² / D n)^⅓ with D = 4/3 g², from its autocovariances R in
 * the flat-top window λ: g = Σ λ R, G = Σ λ |k| R. The window is twice as long as the last lag after which five in
 * a row are no larger than chance makes them, 2 √(log₁₀ n / n). At least 1, at most 3 √n and a third of the series.
 * Politis and White, "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23, 2004,
 * with the correction of Patton, Politis and White, Econometric Reviews 28, 2009.
 */
export function chooseBlockLength(series: ArrayLike<number>): number {
  const count = series.length;
  if (count < 8) return 1;
  const values = Float64Array.from(series);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < count; i++) sum += (values[i]! - mean) * (values[i - lag]! - mean);
    return sum / count;
  };
  const quiet = Math.max(5, Math.ceil(Math.sqrt(Math.log10(count))));
  const most = Math.min(count - 1, Math.ceil(Math.sqrt(count)) + quiet);
  const covariances = Float64Array.from({ length: most + 1 }, (_, lag) => covariance(lag));
  const variance = covariances[0]!;
  if (!(variance > 0)) return 1;
  const chance = 2 * Math.sqrt(Math.log10(count) / count) * variance;
  const isQuiet = (lag: number): boolean => Math.abs(covariances[lag]!) < chance;
  const last = lastTellingLag(most, { quiet, isQuiet });
  const window = Math.min(Math.max(1, 2 * last), count - 1);
  let g = variance;
  let slope = 0;
  for (let lag = 1; lag <= window; lag++) {
    const share = lag / window <= 0.5 ? 1 : 2 * (1 - lag / window);
    const value = lag <= most ? covariances[lag]! : covariance(lag);
    g += 2 * share * value;
    slope += 2 * share * lag * value;
  }
  const cap = Math.max(1, Math.ceil(Math.min(3 * Math.sqrt(count), count / 3)));
  if (!(g > 0)) return 1;
  const length = ((2 * slope ** 2) / ((4 / 3) * g ** 2)) ** (1 / 3) * count ** (1 / 3);
  return Math.min(cap, Math.max(1, Math.ceil(length)));
}

/** The smallest lag after which `quiet` in a row are; where there is none, the last that is not quiet. */
function lastTellingLag(
  most: number,
  { quiet, isQuiet }: { readonly quiet: number; readonly isQuiet: (lag: number) => boolean },
): number {
  let run = 0;
  for (let lag = 1; lag <= most; lag++) {
    run = isQuiet(lag) ? run + 1 : 0;
    if (run === quiet) return lag - quiet;
  }
  for (let lag = most; lag > 0; lag--) if (!isQuiet(lag)) return lag;
  return 0;
}
