import type { ResamplingUnits } from './resampling-units.ts';

/**
 * How far a statistic within `bounds` may be from what every draw gave: of n independent units without one exception,
 * at most 1 − (α/2)^(1/n) are exceptions (Clopper and Pearson, "The use of confidence or fiducial limits", 1934), and
 * each moves a mean by no more than the range. 0 where no bounds are known: nothing can be said then.
 */
export function exactReach(
  { count, blockLength }: Pick<ResamplingUnits, 'count' | 'blockLength'>,
  { level, bounds }: { readonly level: number; readonly bounds: readonly [number, number] },
): number {
  const range = bounds[1] - bounds[0];
  if (!Number.isFinite(range) || count === 0) return 0;
  return range * exactShare(count / blockLength, level);
}

/** The largest share of exceptions that leaves a chance of α/2 to see none among `trials`. */
export function exactShare(trials: number, level: number): number {
  return 1 - ((1 - level) / 2) ** (1 / trials);
}
