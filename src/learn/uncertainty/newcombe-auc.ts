import { normalQuantile } from '../metrics/normal-quantile.ts';

/**
 * The interval of an area under the ROC curve by its two counts alone, for where every draw gives 0 or 1 and tells no
 * spread: the areas θ that lie within z standard errors of the one seen, by
 * θ (1 − θ) (1 + (N − 1) ((1 − θ) / (2 − θ) + θ / (1 + θ))) / n₁ n₂ with N the mean of both counts. Method 5 of
 * Newcombe, "Confidence intervals for an effect size measure based on the Mann–Whitney statistic. Part 2", Statistics
 * in Medicine 25, 2006. Counts may be fractions: those of independent rows.
 */
export function newcombeAuc(
  area: number,
  { hits, misses, level }: { readonly hits: number; readonly misses: number; readonly level: number },
): { readonly low: number; readonly high: number } {
  const z = normalQuantile((1 + level) / 2);
  const between = Math.max(0, (hits + misses) / 2 - 1);
  const isWithin = (theta: number): boolean => {
    const spread = 1 + between * ((1 - theta) / (2 - theta) + theta / (1 + theta));
    return Math.abs(area - theta) <= z * Math.sqrt((theta * (1 - theta) * spread) / (hits * misses));
  };
  return { low: edge(area, { towards: 0, isWithin }), high: edge(area, { towards: 1, isWithin }) };
}

/** By halving: how far one can go from the area before it lies outside. */
function edge(
  area: number,
  { towards, isWithin }: { readonly towards: 0 | 1; readonly isWithin: (theta: number) => boolean },
): number {
  let [inside, outside] = [area, towards as number];
  if (inside === outside) return outside;
  for (let step = 0; step < 60; step++) {
    const middle = (inside + outside) / 2;
    // At 0 and 1 the error is none; what lies just beside the area seen counts as within.
    if (isWithin(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
