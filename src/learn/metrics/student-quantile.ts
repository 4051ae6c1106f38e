import { normalQuantile } from './normal-quantile.ts';

/**
 * The value below which Student's t falls with the given probability; degrees of freedom may be a fraction, and
 * Infinity is the normal. By the Cornish–Fisher expansion (Abramowitz and Stegun, 26.7.5): for 95 %
 * intervals within 1 % at 2 degrees and within 0.02 % from 5 on; for 99 % ones within 5 % and 0.1 %. Throws below 2 degrees, where it fails.
 */
export function studentQuantile(
  probability: number,
  { degreesOfFreedom: v }: { readonly degreesOfFreedom: number },
): number {
  if (!(v >= 2)) throw new Error(`there are ${v} degrees of freedom; at least 2 are needed`);
  const z = normalQuantile(probability);
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, i) => sum + term / v ** (i + 1), z);
}
