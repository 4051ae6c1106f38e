import { normalQuantile } from '../metrics/normal-quantile.ts';
import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts';

/**
 * The score interval of a proportion: never empty, never beyond [0, 1], honest at 0 and at 1. Wilson, "Probable
 * inference, the law of succession, and statistical inference", 1927. It takes trials as independent: give the
 * effective count where they overlap (both numbers may be fractions). Throws unless 0 ≤ successes ≤ trials and
 * trials > 0.
 */
export function wilsonInterval(
  { successes, trials }: { readonly successes: number; readonly trials: number },
  { level = DEFAULT_LEVEL }: { readonly level?: number } = {},
): Interval {
  requireLevel(level);
  if (!(trials > 0 && Number.isFinite(trials)))
    throw new Error(`there are ${trials} trials; at least one is needed`);
  if (!(successes >= 0 && successes <= trials)) {
    throw new Error(`there are ${successes} successes in ${trials} trials; they must lie in 0 … ${trials}`);
  }
  const estimate = successes / trials;
  const z = normalQuantile((1 + level) / 2);
  const shrink = 1 + (z * z) / trials;
  const centre = (estimate + (z * z) / (2 * trials)) / shrink;
  const half =
    (z / shrink) * Math.sqrt((estimate * (1 - estimate)) / trials + (z * z) / (4 * trials * trials));
  return {
    estimate,
    // Rounding may leave the bound beside 0, 1 or the estimate by an ulp; the formula never does.
    low: successes === 0 ? 0 : Math.min(Math.max(centre - half, 0), estimate),
    high: successes === trials ? 1 : Math.max(Math.min(centre + half, 1), estimate),
    level,
    method: 'wilson',
  };
}
