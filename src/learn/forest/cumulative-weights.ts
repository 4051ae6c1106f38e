import type { NumericColumn } from '../columns.ts';
import { sampleWeights } from '../sample-weights.ts';
import type { ForestEngine, ForestParams } from './forest-params.ts';

/**
 * The running sums of sample weights, which rows are drawn by; null where there are none. Throws for weights
 * that cannot be used, and where no rows are drawn (no `bootstrap`, or engine ml-random-forest).
 */
export function cumulativeWeights(
  given: NumericColumn | undefined,
  {
    rows,
    params,
    engine,
  }: { readonly rows: number; readonly params: ForestParams; readonly engine: ForestEngine },
): Float64Array | null {
  if (given === undefined) return null;
  if (!params.bootstrap || engine !== 'histogram') {
    throw new Error(
      'sample weights decide how rows are drawn: they need bootstrap, and the histogram engine',
    );
  }
  let sum = 0;
  return sampleWeights(given, rows).map((weight) => (sum += weight));
}
