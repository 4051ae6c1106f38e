import type { BinRegister } from './bin-register.ts';
import type { ForestJob } from './forest-job.ts';
import { histogramSplitter, type SplitCriterion } from './histogram-splitter.ts';
import type { BestSplit, NodeRows, NodeSplitter, PresentBins } from './node-splitter.ts';

/** What the loops below work on, for one forest. */
interface SumTables {
  /** Numbers to predict, from their overall mean, a row. */
  readonly target: Float64Array;
  /** Times drawn, and the sum of targets, a bin. */
  readonly weights: Float64Array;
  readonly sums: Float64Array;
  readonly register: BinRegister;
  readonly minLeaf: number;
}

/**
 * Cuts by squared error (Breiman et al., Classification and Regression Trees, 1984, §8.3). With w the
 * weight of a child and s the sum of its targets, the error is least where Σ_children s² / w is greatest.
 * Targets are taken from their overall mean, which costs fewer digits where that is large; sums run in row
 * order, so they are the same on every thread.
 */
export function regressionSplitter(job: ForestJob): NodeSplitter {
  return histogramSplitter(job, (register) => squaredError(job, register));
}

function squaredError(job: ForestJob, register: BinRegister): SplitCriterion {
  const target = new Float64Array(job.target);
  const center = meanOf(target);
  const tables: SumTables = {
    target: target.map((value) => value - center),
    weights: new Float64Array(256),
    sums: new Float64Array(256),
    register,
    minLeaf: job.params.minSamplesLeaf,
  };
  let node: NodeRows = { order: new Int32Array(0), drawn: new Int32Array(0), start: 0, end: 0 };
  let total = { weight: 0, sum: 0, isConstant: true };
  return {
    enter(entered) {
      node = entered;
      total = sumOf(node, tables.target);
      return { score: (total.sum * total.sum) / total.weight, isPure: total.isConstant };
    },
    count: (rows, column) => sumBins(rows, column, tables),
    clear(bins) {
      for (let i = 0; i < bins; i++) {
        const bin = register.present[i]!;
        tables.weights[bin] = 0;
        tables.sums[bin] = 0;
      }
    },
    findCut: (bins, best) => findCut(bins, { tables, total, best }),
    /** The mean of the node's targets; the target itself where they are all equal. */
    addLeaf(leaves) {
      const { weight, sum, isConstant } = sumOf(node, target);
      leaves.push(isConstant ? target[node.order[node.start]!]! : sum / weight);
    },
  };
}

function sumBins({ order, drawn, start, end }: NodeRows, column: Uint8Array, tables: SumTables): void {
  const { target, weights, sums } = tables;
  const { seen } = tables.register;
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    const bin = column[row]!;
    const times = drawn[i]! >>> 16;
    weights[bin]! += times;
    sums[bin]! += times * target[row]!;
    seen[bin] = 1;
  }
}

/** Tries each cut of a feature from left to right, with missing values on one side. */
function findCut(
  { feature, rows, bins, missingLeft }: PresentBins,
  {
    tables,
    total: { weight, sum },
    best,
  }: { tables: SumTables; total: { weight: number; sum: number }; best: BestSplit },
): boolean {
  const { weights, sums, minLeaf } = tables;
  const { present, rows: rowsInBin } = tables.register;
  const hasMissing = present[0] === 0;
  let isBetter = false;
  let sumLeft = missingLeft ? sums[0]! : 0;
  let weightLeft = missingLeft ? weights[0]! : 0;
  let rowsLeft = missingLeft ? rowsInBin[0]! : 0;
  // Each turn moves one bin to the left, then tries the cut after it. After the last bin there is one only
  // where missing values are what goes right.
  const cuts = hasMissing && !missingLeft ? bins : bins - 1;
  for (let i = hasMissing ? 1 : 0; i < cuts; i++) {
    const bin = present[i]!;
    rowsLeft += rowsInBin[bin]!;
    sumLeft += sums[bin]!;
    weightLeft += weights[bin]!;
    const sumRight = sum - sumLeft;
    const score = (sumLeft * sumLeft) / weightLeft + (sumRight * sumRight) / (weight - weightLeft);
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

function sumOf(
  { order, drawn, start, end }: NodeRows,
  target: Float64Array,
): { weight: number; sum: number; isConstant: boolean } {
  const first = target[order[start]!]!;
  let isConstant = true;
  let weight = 0;
  let sum = 0;
  for (let i = start; i < end; i++) {
    const value = target[order[i]!]!;
    const times = drawn[i]! >>> 16;
    if (value !== first) isConstant = false;
    weight += times;
    sum += times * value;
  }
  return { weight, sum, isConstant };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
