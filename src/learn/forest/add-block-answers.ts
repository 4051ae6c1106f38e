import { addAnswer } from './add-answer.ts';
import { type ForestModel, type ForestTree, LEAF } from './forest-model.ts';
import type { RowBlock } from './row-blocks.ts';

/**
 * Adds each tree's answer for each row of the block, in the order of trees, to `sums`: a share a class of
 * each row (row r's at r × classes), or a number a row. The same sums, to the bit, as `addAnswer` gives row
 * by row; trees of a size that is worth it are rearranged once a model, for walks of several rows at a time.
 */
export function addBlockAnswers(model: ForestModel, block: RowBlock, sums: Float64Array): void {
  const width = model.task === 'classification' ? model.classes.length : 1;
  const prepared = block.hasMissing || block.rows < MIN_ROWS ? null : preparedTrees(model);
  if (prepared === null) {
    const { values, featureCount } = block;
    for (const tree of model.trees) {
      for (let r = 0; r < block.rows; r++) {
        addAnswer(model, tree, { values, base: r * featureCount, sums, to: r * width });
      }
    }
    return;
  }
  const leaves = new Int32Array(block.rows);
  for (const tree of prepared) {
    findLeaves(tree, block, leaves);
    const { answers } = tree;
    for (let r = 0; r < block.rows; r++) {
      const from = leaves[r]! * width;
      const to = r * width;
      for (let c = 0; c < width; c++) sums[to + c]! += answers[from + c]!;
    }
  }
}

/** Fewer rows than this are done before trees are rearranged. */
const MIN_ROWS = 256;

/** Numbers in leaves above which the second copy would cost too much memory. */
const MAX_ANSWERS = 2 ** 22;

interface PreparedTree {
  /** −1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Of node i: the right child at 2i, the left one at 2i + 1; a leaf is its own child. */
  readonly children: Int32Array;
  /** For a leaf, its number. */
  readonly leaf: Int32Array;
  /** What each leaf adds: `width` numbers a leaf. */
  readonly answers: Float64Array;
}

const preparedModels = new WeakMap<ForestModel, PreparedTree[] | null>();

function preparedTrees(model: ForestModel): PreparedTree[] | null {
  const known = preparedModels.get(model);
  if (known !== undefined) return known;
  const numbers = model.trees.reduce((sum, { leaves }) => sum + leaves.length, 0);
  const prepared = numbers > MAX_ANSWERS ? null : model.trees.map((tree) => prepare(model, tree));
  preparedModels.set(model, prepared);
  return prepared;
}

function prepare(model: ForestModel, tree: ForestTree): PreparedTree {
  const nodes = tree.feature.length;
  const feature = new Int32Array(nodes);
  const children = new Int32Array(2 * nodes);
  for (let node = 0; node < nodes; node++) {
    const isLeaf = tree.feature[node] === LEAF;
    feature[node] = isLeaf ? -1 : tree.feature[node]!;
    children[2 * node] = isLeaf ? node : tree.right[node]!;
    children[2 * node + 1] = isLeaf ? node : node + 1;
  }
  return { feature, threshold: tree.threshold, children, leaf: tree.right, answers: answersOf(model, tree) };
}

function answersOf(model: ForestModel, { leaves }: ForestTree): Float64Array {
  if (model.task === 'regression') return Float64Array.from(leaves);
  const weights = model.classWeights;
  const classes = weights.length;
  const answers = new Float64Array(leaves.length);
  for (let first = 0; first < leaves.length; first += classes) {
    let total = 0;
    for (let c = 0; c < classes; c++) total += leaves[first + c]! * weights[c]!;
    for (let c = 0; c < classes; c++) answers[first + c] = (leaves[first + c]! * weights[c]!) / total;
  }
  return answers;
}

/**
 * The leaf of each row, four rows at a time and without a branch a step: which way a row goes cannot be
 * predicted, and four walks wait for memory together. No value may be missing.
 */
function findLeaves(tree: PreparedTree, { values, featureCount, rows }: RowBlock, leaves: Int32Array): void {
  const { feature, threshold, children, leaf } = tree;
  for (let r = 0; r < rows; r += 4) {
    // At the end of the block the last rows are walked again.
    const row = Math.max(0, Math.min(r, rows - 4));
    const base0 = row * featureCount;
    const base1 = base0 + featureCount;
    const base2 = base1 + featureCount;
    const base3 = base2 + featureCount;
    let n0 = 0;
    let n1 = 0;
    let n2 = 0;
    let n3 = 0;
    for (;;) {
      const f0 = feature[n0]!;
      const f1 = feature[n1]!;
      const f2 = feature[n2]!;
      const f3 = feature[n3]!;
      if ((f0 & f1 & f2 & f3) < 0) break;
      // A row that has reached its leaf looks at feature 0 and stays, whatever it holds.
      n0 = children[2 * n0 + Number(values[base0 + (f0 & ~(f0 >> 31))]! <= threshold[n0]!)]!;
      n1 = children[2 * n1 + Number(values[base1 + (f1 & ~(f1 >> 31))]! <= threshold[n1]!)]!;
      n2 = children[2 * n2 + Number(values[base2 + (f2 & ~(f2 >> 31))]! <= threshold[n2]!)]!;
      n3 = children[2 * n3 + Number(values[base3 + (f3 & ~(f3 >> 31))]! <= threshold[n3]!)]!;
    }
    leaves[row] = leaf[n0]!;
    leaves[row + 1] = leaf[n1]!;
    leaves[row + 2] = leaf[n2]!;
    leaves[row + 3] = leaf[n3]!;
  }
}
