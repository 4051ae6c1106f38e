import { type ForestJob, type NodeRows, type NodeSplitter, noSplit, takePresent } from './node-splitter.ts';

/**
 * Cuts by squared error (Breiman et al., Classification and Regression Trees, 1984, §8.3). With w the
 * weight of a child and s the sum of its targets, the error is least where Σ_children s² / w is greatest.
 * Targets are taken from their overall mean, which costs fewer digits where that is large; sums run in row
 * order, so they are the same on every thread.
 */
export function regressionSplitter(job: ForestJob): NodeSplitter {
  const { rows: rowCount, low } = job;
  const columns = low.map((_, f) => new Uint8Array(job.bins, f * rowCount, rowCount));
  const target = new Float64Array(job.target);
  const minLeaf = job.params.minSamplesLeaf;
  const weights = new Float64Array(256);
  const sums = new Float64Array(256);
  const rowsInBin = new Int32Array(256);
  const seen = new Uint8Array(256);
  const seenWords = new Uint32Array(seen.buffer);
  const present = new Uint16Array(256);
  const center = meanOf(target);
  let node: NodeRows = { order: new Int32Array(0), drawn: new Int32Array(0) };
  let start = 0;
  let end = 0;
  let nodeWeight = 0;
  let nodeSum = 0;

  const splitter = { best: noSplit(), nodeScore: 0, enter, tryFeature, addLeaf };
  return splitter;

  function enter(rows: NodeRows, from: number, to: number): boolean {
    node = rows;
    start = from;
    end = to;
    const { order, drawn } = rows;
    const first = target[order[from]!]!;
    let isConstant = true;
    nodeWeight = 0;
    nodeSum = 0;
    for (let i = from; i < to; i++) {
      const value = target[order[i]!]!;
      const weight = drawn[i]! >>> 16;
      if (value !== first) isConstant = false;
      nodeWeight += weight;
      nodeSum += weight * (value - center);
    }
    splitter.nodeScore = (nodeSum * nodeSum) / nodeWeight;
    splitter.best.feature = -1;
    splitter.best.score = -Infinity;
    return isConstant;
  }

  function tryFeature(feature: number): boolean {
    sumBins(columns[feature]!);
    const bins = takePresent(seen, seenWords, present);
    const hasMissing = present[0] === 0;
    if (bins > 1) {
      scan(feature, bins, { hasMissing, missingLeft: false });
      if (hasMissing) scan(feature, bins, { hasMissing, missingLeft: true });
    }
    for (let i = 0; i < bins; i++) {
      const bin = present[i]!;
      weights[bin] = 0;
      sums[bin] = 0;
      rowsInBin[bin] = 0;
    }
    return bins > 1;
  }

  function sumBins(column: Uint8Array): void {
    const { order, drawn } = node;
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      const bin = column[row]!;
      const weight = drawn[i]! >>> 16;
      weights[bin]! += weight;
      sums[bin]! += weight * (target[row]! - center);
      seen[bin] = 1;
    }
    if (minLeaf > 1) for (let i = start; i < end; i++) rowsInBin[column[order[i]!]!]!++;
  }

  /** Tries each cut from left to right, with missing values on one side. */
  function scan(
    feature: number,
    bins: number,
    { hasMissing, missingLeft }: { hasMissing: boolean; missingLeft: boolean },
  ): void {
    const best = splitter.best;
    let sumLeft = missingLeft ? sums[0]! : 0;
    let weightLeft = missingLeft ? weights[0]! : 0;
    let rowsLeft = missingLeft ? rowsInBin[0]! : 0;
    let last = -1;
    for (let i = hasMissing ? 1 : 0; i < bins; i++) {
      const bin = present[i]!;
      if (last !== -1) consider(last, bin);
      rowsLeft += rowsInBin[bin]!;
      sumLeft += sums[bin]!;
      weightLeft += weights[bin]!;
      last = bin;
    }
    if (hasMissing && !missingLeft) consider(last, -1);

    function consider(bin: number, nextBin: number): void {
      const sumRight = nodeSum - sumLeft;
      const score = (sumLeft * sumLeft) / weightLeft + (sumRight * sumRight) / (nodeWeight - weightLeft);
      if (!(score > best.score)) return;
      if (minLeaf > 1 && (rowsLeft < minLeaf || end - start - rowsLeft < minLeaf)) return;
      best.feature = feature;
      best.bin = bin;
      best.nextBin = nextBin;
      best.hasMissing = hasMissing;
      best.missingLeft = missingLeft;
      best.score = score;
    }
  }

  /** The mean of the node's targets; the target itself where they are all equal. */
  function addLeaf(leaves: number[]): void {
    const { order, drawn } = node;
    const first = target[order[start]!]!;
    let sum = 0;
    let isConstant = true;
    for (let i = start; i < end; i++) {
      const value = target[order[i]!]!;
      if (value !== first) isConstant = false;
      sum += (drawn[i]! >>> 16) * value;
    }
    leaves.push(isConstant ? first : sum / nodeWeight);
  }
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
