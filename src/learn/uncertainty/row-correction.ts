import type { BlockCorrection } from './block-correction.ts';

/**
 * By how much drawing units that tell nothing of each other understates the spread of a statistic, from the influence
 * of each unit (of a sample of them, where there are many).
 *
 * Draws have the variance of all rows, (n − 1) / n of the unbiased one; and a few units may make most of it, so that
 * it is known by fewer degrees of freedom than units less one: 2 n / (κ − 1) with κ the kurtosis of the influence,
 * Satterthwaite's for the variance of a sample (1946). Percentiles lean the wrong way where the influence is skewed:
 * the side of the long tail is moved out by γ (z² + 2) / 6 √n errors, what Johnson's t has beside them ("Modified t
 * tests", 1978), at most 0.8.
 */
export function rowCorrection(
  influence: Float64Array,
  { units, quantile }: { readonly units: number; readonly quantile: number },
): BlockCorrection {
  const count = influence.length;
  const most = Math.max(2, units - 1);
  const varianceRatio = units > 1 ? units / (units - 1) : 1;
  const mean = influence.reduce((sum, value) => sum + value, 0) / count;
  const moment = (power: number) =>
    influence.reduce((sum, value) => sum + (value - mean) ** power, 0) / count;
  const variance = moment(2);
  if (!(variance > 0)) return { varianceRatio, degreesOfFreedom: most, lean: 0 };
  const kurtosis = moment(4) / variance ** 2;
  const skewness = moment(3) / variance ** 1.5;
  const lean = (skewness * (quantile ** 2 + 2)) / (6 * Math.sqrt(units));
  return {
    varianceRatio,
    degreesOfFreedom: kurtosis > 1 ? Math.min(most, Math.max(2, (2 * units) / (kurtosis - 1))) : most,
    lean: Math.max(-0.8, Math.min(0.8, lean)),
  };
}
