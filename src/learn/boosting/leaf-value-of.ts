import type { NumericColumn } from '../columns.ts';
import { type ForestTree, LEAF } from '../forest/forest-model.ts';

/** The value of the leaf that a row of feature columns falls into. */
export function leafValueOf(
  { feature, threshold, missingLeft, right, leaves }: ForestTree,
  { columns, row }: { readonly columns: readonly NumericColumn[]; readonly row: number },
): number {
  let node = 0;
  for (let f = feature[0]!; f !== LEAF; f = feature[node]!) {
    const value = columns[f]![row]!;
    const isLeft = value <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
    node = isLeft ? node + 1 : right[node]!;
  }
  return leaves[right[node]!]!;
}
