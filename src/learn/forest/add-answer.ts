import { type ForestModel, type ForestTree, LEAF } from './forest-model.ts';

/** Adds the tree's answer for one row at `base` to `sums` at `to`: a share a class, or a number. */
export function addAnswer(
  model: ForestModel,
  tree: ForestTree,
  { values, base, sums, to }: { values: Float64Array; base: number; sums: Float64Array; to: number },
): void {
  const leaf = leafOf(tree, values, base);
  const { leaves } = tree;
  if (model.task === 'regression') {
    sums[to]! += leaves[leaf]!;
    return;
  }
  const weights = model.classWeights;
  const classes = weights.length;
  const first = leaf * classes;
  let total = 0;
  for (let c = 0; c < classes; c++) total += leaves[first + c]! * weights[c]!;
  for (let c = 0; c < classes; c++) sums[to + c]! += (leaves[first + c]! * weights[c]!) / total;
}

/** The number of the leaf that the row whose features begin at `base` falls into. */
function leafOf({ feature, threshold, missingLeft, right }: ForestTree, values: Float64Array, base: number) {
  let node = 0;
  for (let f = feature[0]!; f !== LEAF; f = feature[node]!) {
    const value = values[base + f]!;
    const isLeft = value <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(value));
    node = isLeft ? node + 1 : right[node]!;
  }
  return right[node]!;
}
