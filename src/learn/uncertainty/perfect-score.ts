import { type Confusion, confusionTotals } from '../metrics/confusion-matrix.ts';
import type { BootstrapInterval } from './bootstrap.ts';
import { exactShare } from './exact-reach.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** The share of the rows that count as independent: the blocks or groups there are, a row each where there are none. */
export function independentShare(
  { units, blockLength }: Pick<BootstrapInterval, 'units' | 'blockLength'>,
  rows: number,
): number {
  return rows === 0 ? 1 : Math.min(1, units / blockLength / rows);
}

/**
 * The matrix of a classifier that is always right, with as many mistakes in each class as its rows could hide (see
 * `exactShare`), spread over the other classes: what a score of 1 in every draw still allows. Null where a row is wrong.
 */
export function leastConfusion(
  confusion: Confusion,
  { share, level }: { readonly share: number; readonly level: number },
): Confusion | null {
  const { classes, rows } = confusion;
  const { correct, actual } = confusionTotals(confusion);
  const size = classes.length;
  if (size < 2 || correct.reduce((sum, count) => sum + count, 0) < rows) return null;
  const counts = new Float64Array(size * size);
  for (const [of, count] of actual.entries()) {
    if (count === 0) continue;
    const wrong = count * exactShare(Math.max(count * share, 1e-9), level);
    for (let to = 0; to < size; to++) counts[of * size + to] = to === of ? count - wrong : wrong / (size - 1);
  }
  return { classes, counts, rows };
}

/** An interval that its draws could tell, or Wilson's for a share of so many trials where they all were the same. */
export function shareInterval(
  drawn: BootstrapInterval,
  { trials, share }: { readonly trials: number; readonly share: number },
): { readonly low: number; readonly high: number } {
  const { estimate, isDegenerate, level, low, high } = drawn;
  if (!isDegenerate || trials === 0 || !(estimate >= 0 && estimate <= 1)) return { low, high };
  const independent = trials * share;
  return wilsonInterval({ successes: estimate * independent, trials: independent }, { level });
}
