import type { GrownTree } from './grow-tree.ts';

/** The trees' importances, averaged over the trees that split at all, in tree order; sums to 1, or to 0. */
export function meanImportance(grown: readonly GrownTree[], features: number): Float64Array {
  const mean = new Float64Array(features);
  let total = 0;
  for (const { importance } of grown) {
    for (let f = 0; f < features; f++) {
      mean[f]! += importance[f]!;
      total += importance[f]!;
    }
  }
  return total > 0 ? mean.map((sum) => sum / total) : mean;
}
