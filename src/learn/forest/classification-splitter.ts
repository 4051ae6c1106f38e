import type { BinRegister } from './bin-register.ts';
import type { ForestJob } from './forest-job.ts';
import { histogramSplitter, type SplitCriterion } from './histogram-splitter.ts';
import type { BestSplit, NodeRows, NodeSplitter, PresentBins } from './node-splitter.ts';

/** What the loops below work on, for one forest. */
interface ClassTables {
  /** Times drawn, a class of a bin: at (bin << shift) + class. */
  readonly counts: Int32Array;
  readonly shift: number;
  /** Times drawn, a class, over the whole node. */
  readonly totals: Int32Array;
  /** The classes that the node has, ascending: few of many, deep in a tree. */
  readonly kinds: Uint16Array;
  readonly weights: Float64Array;
  /** Weight a class on either side of the cut. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly register: BinRegister;
  readonly minLeaf: number;
}

/**
 * Cuts by Gini impurity (Breiman et al., Classification and Regression Trees, 1984, §4.3). With w the
 * weight of a child and w_c that of its class c, the greatest decrease of impurity is where
 * Σ_children Σ_c w_c² / w is greatest. Counts are whole numbers, so no order of summing changes them.
 */
export function classificationSplitter(job: ForestJob): NodeSplitter {
  return histogramSplitter(job, (register) => giniImpurity(job, register));
}

function giniImpurity(job: ForestJob, register: BinRegister): SplitCriterion {
  const weights = job.classWeights;
  const classes = weights.length;
  const shift = Math.ceil(Math.log2(classes));
  const tables: ClassTables = {
    counts: new Int32Array(256 << shift),
    shift,
    totals: new Int32Array(classes),
    kinds: new Uint16Array(classes),
    weights,
    left: new Float64Array(classes),
    right: new Float64Array(classes),
    register,
    minLeaf: job.params.minSamplesLeaf,
  };
  let kindCount = 0;
  return {
    enter(node) {
      const { totals, kinds } = tables;
      countClasses(node, totals);
      let weight = 0;
      let squares = 0;
      kindCount = 0;
      for (let c = 0; c < classes; c++) {
        if (totals[c] === 0) continue;
        const w = totals[c]! * weights[c]!;
        weight += w;
        squares += w * w;
        kinds[kindCount++] = c;
      }
      return { score: squares / weight, isPure: kindCount <= 1 };
    },
    count: (node, column) => countBins(node, column, tables),
    clear: (bins) => clearBins(bins, kindCount, tables),
    findCut: (bins, best) => findCut(bins, { tables, kindCount, best }),
    addLeaf(leaves) {
      for (let c = 0; c < classes; c++) leaves.push(tables.totals[c]!);
    },
  };
}

function countClasses({ drawn, start, end }: NodeRows, totals: Int32Array): void {
  totals.fill(0);
  for (let i = start; i < end; i++) {
    const entry = drawn[i]!;
    totals[entry & 0xffff]! += entry >>> 16;
  }
}

function countBins({ order, drawn, start, end }: NodeRows, column: Uint8Array, tables: ClassTables): void {
  const { counts, shift } = tables;
  const { seen } = tables.register;
  for (let i = start; i < end; i++) {
    const bin = column[order[i]!]!;
    const entry = drawn[i]!;
    counts[(bin << shift) + (entry & 0xffff)]! += entry >>> 16;
    seen[bin] = 1;
  }
}

function clearBins(bins: number, kindCount: number, { counts, shift, kinds, register }: ClassTables): void {
  const { present } = register;
  for (let i = 0; i < bins; i++) {
    const base = present[i]! << shift;
    for (let k = 0; k < kindCount; k++) counts[base + kinds[k]!] = 0;
  }
}

/** Tries each cut of a feature from left to right, with missing values on one side. */
function findCut(
  { feature, rows, bins, missingLeft }: PresentBins,
  { tables, kindCount, best }: { tables: ClassTables; kindCount: number; best: BestSplit },
): boolean {
  const { counts, shift, totals, kinds, weights, left, right, minLeaf } = tables;
  const { present, rows: rowsInBin } = tables.register;
  const hasMissing = present[0] === 0;
  let isBetter = false;
  let squaresLeft = 0;
  let squaresRight = 0;
  let weightLeft = 0;
  let weightRight = 0;
  for (let k = 0; k < kindCount; k++) {
    const c = kinds[k]!;
    const missing = missingLeft ? counts[c]! : 0;
    const l = missing * weights[c]!;
    const r = (totals[c]! - missing) * weights[c]!;
    left[c] = l;
    right[c] = r;
    squaresLeft += l * l;
    squaresRight += r * r;
    weightLeft += l;
    weightRight += r;
  }
  let rowsLeft = missingLeft ? rowsInBin[0]! : 0;
  // Each turn moves one bin to the left, then tries the cut after it. After the last bin there is one only
  // where missing values are what goes right.
  const cuts = hasMissing && !missingLeft ? bins : bins - 1;
  for (let i = hasMissing ? 1 : 0; i < cuts; i++) {
    const bin = present[i]!;
    const base = bin << shift;
    for (let k = 0; k < kindCount; k++) {
      const c = kinds[k]!;
      const count = counts[base + c]!;
      if (count === 0) continue;
      const w = count * weights[c]!;
      const l = left[c]!;
      const r = right[c]!;
      squaresLeft += w * (2 * l + w);
      squaresRight += w * (w - 2 * r);
      left[c] = l + w;
      right[c] = r - w;
      weightLeft += w;
      weightRight -= w;
    }
    const score = squaresLeft / weightLeft + squaresRight / weightRight;
    rowsLeft += rowsInBin[bin]!;
    if (!(score > best.score)) continue;
    if (minLeaf > 1 && (rowsLeft < minLeaf || rows - rowsLeft < minLeaf)) continue;
    best.feature = feature;
    best.bin = bin;
    best.nextBin = i + 1 < bins ? present[i + 1]! : -1;
    best.hasMissing = hasMissing;
    best.missingLeft = missingLeft;
    best.score = score;
    isBetter = true;
  }
  return isBetter;
}
