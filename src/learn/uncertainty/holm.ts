import { normalProbability } from '../metrics/normal-probability.ts';
import type { BootstrapInterval } from './bootstrap.ts';

/**
 * p values for being several, in the order given: none is below α by chance in more than α of all families. Holm, "A
 * simple sequentially rejective multiple test procedure", 1979.
 */
export function holm(ps: readonly number[]): readonly number[] {
  const order = [...ps.keys()].sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1));
  const adjusted = new Array<number>(ps.length).fill(1);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * (ps[i] ?? 1)));
    adjusted[i] = largest;
  }
  return adjusted;
}

/** Two-sided p of "there is no difference", by Student's t (Abramowitz and Stegun, 26.7.8). */
export function differenceP({
  estimate,
  standardError,
  degreesOfFreedom,
}: Pick<BootstrapInterval, 'estimate' | 'standardError' | 'degreesOfFreedom'>): number {
  if (!Number.isFinite(estimate) || !(standardError > 0)) return 1;
  const t = Math.abs(estimate) / standardError;
  const z = Number.isFinite(degreesOfFreedom)
    ? (t * (1 - 1 / (4 * degreesOfFreedom))) / Math.sqrt(1 + t ** 2 / (2 * degreesOfFreedom))
    : t;
  return 2 * (1 - normalProbability(z));
}
