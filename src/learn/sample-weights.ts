import type { NumericColumn } from './columns.ts';

/**
 * How much each training row counts, one finite number ≥ 0 a row (`averageUniqueness` gives such weights); all
 * 1 where none are given. Throws where there are not as many as rows, one cannot be used, or all are 0.
 */
export function sampleWeights(given: NumericColumn | undefined, rows: number): Float64Array {
  if (given === undefined) return new Float64Array(rows).fill(1);
  if (given.length !== rows) throw new Error(`there are ${given.length} sample weights for ${rows} rows`);
  const weights = Float64Array.from(given);
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad !== -1)
    throw new Error(`the sample weight of row ${bad} is ${weights[bad]}; a number ≥ 0 is needed`);
  if (weights.every((weight) => weight === 0)) throw new Error('all sample weights are 0');
  return weights;
}
