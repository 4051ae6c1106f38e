import { BinRegister } from './bin-register.ts';
import type { ForestJob } from './forest-job.ts';
import {
  type BestSplit,
  type NodeRows,
  type NodeSplitter,
  noSplit,
  type PresentBins,
} from './node-splitter.ts';

/** What the loops below work on, for one forest. */
interface ClassTables {
  /** Times drawn, a class of a bin: at (bin << shift) + class. */
  readonly counts: Int32Array;
  readonly shift: number;
  /** Times drawn, a class, over the whole node. */
  readonly totals: Int32Array;
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
  const weights = job.classWeights;
  const classes = weights.length;
  const shift = Math.ceil(Math.log2(classes));
  const columns = job.low.map((_, f) => new Uint8Array(job.bins, f * job.rows, job.rows));
  const register = new BinRegister();
  const tables: ClassTables = {
    counts: new Int32Array(256 << shift),
    shift,
    totals: new Int32Array(classes),
    weights,
    left: new Float64Array(classes),
    right: new Float64Array(classes),
    register,
    minLeaf: job.params.minSamplesLeaf,
  };
  let node: NodeRows = { order: new Int32Array(0), drawn: new Int32Array(0), start: 0, end: 0 };

  const splitter = {
    best: noSplit(),
    nodeScore: 0,
    enter(entered: NodeRows): boolean {
      node = entered;
      const { totals } = tables;
      countClasses(node, totals);
      let weight = 0;
      let squares = 0;
      let kinds = 0;
      for (let c = 0; c < classes; c++) {
        const w = totals[c]! * weights[c]!;
        weight += w;
        squares += w * w;
        if (totals[c] !== 0) kinds++;
      }
      splitter.nodeScore = squares / weight;
      splitter.best.feature = -1;
      splitter.best.score = -Infinity;
      return kinds <= 1;
    },
    tryFeature(feature: number): boolean {
      countBins(node, columns[feature]!, tables);
      if (tables.minLeaf > 1) register.countRows(node, columns[feature]!);
      const bins = register.takePresent();
      if (bins > 1) {
        const rows = node.end - node.start;
        findCut({ feature, bins, missingLeft: false }, { tables, rows, best: splitter.best });
        if (register.present[0] === 0) {
          findCut({ feature, bins, missingLeft: true }, { tables, rows, best: splitter.best });
        }
      }
      clearBins(bins, tables);
      return bins > 1;
    },
    addLeaf(leaves: number[]): void {
      for (let c = 0; c < classes; c++) leaves.push(tables.totals[c]!);
    },
  };
  return splitter;
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

function clearBins(bins: number, { counts, shift, register }: ClassTables): void {
  const { present, rows } = register;
  for (let i = 0; i < bins; i++) {
    const bin = present[i]!;
    rows[bin] = 0;
    for (let c = bin << shift; c < (bin + 1) << shift; c++) counts[c] = 0;
  }
}

/** Tries each cut of a feature from left to right, with missing values on one side. */
function findCut(
  { feature, bins, missingLeft }: PresentBins,
  { tables, rows, best }: { tables: ClassTables; rows: number; best: BestSplit },
): void {
  const { counts, shift, totals, weights, left, right, minLeaf } = tables;
  const { present, rows: rowsInBin } = tables.register;
  const classes = totals.length;
  const hasMissing = present[0] === 0;
  let squaresLeft = 0;
  let squaresRight = 0;
  let weightLeft = 0;
  let weightRight = 0;
  for (let c = 0; c < classes; c++) {
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
    for (let c = 0; c < classes; c++) {
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
  }
}
