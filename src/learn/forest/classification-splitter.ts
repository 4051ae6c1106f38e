import { type ForestJob, type NodeRows, type NodeSplitter, noSplit, takePresent } from './node-splitter.ts';

/**
 * Cuts by Gini impurity (Breiman et al., Classification and Regression Trees, 1984, §4.3). With w the
 * weight of a child and w_c that of its class c, the greatest decrease of impurity is where
 * Σ_children Σ_c w_c² / w is greatest. Counts are whole numbers, so no order of summing changes them.
 */
export function classificationSplitter(job: ForestJob): NodeSplitter {
  const { rows: rowCount, low, classWeights } = job;
  const classes = classWeights.length;
  const columns = low.map((_, f) => new Uint8Array(job.bins, f * rowCount, rowCount));
  const minLeaf = job.params.minSamplesLeaf;
  const counts = new Int32Array(256 * classes);
  const rowsInBin = new Int32Array(256);
  const seen = new Uint8Array(256);
  const seenWords = new Uint32Array(seen.buffer);
  const present = new Uint16Array(256);
  const totals = new Int32Array(classes);
  const left = new Float64Array(classes);
  const right = new Float64Array(classes);
  let node: NodeRows = { order: new Int32Array(0), drawn: new Int32Array(0) };
  let start = 0;
  let end = 0;

  const splitter = { best: noSplit(), nodeScore: 0, enter, tryFeature, addLeaf };
  return splitter;

  function enter(rows: NodeRows, from: number, to: number): boolean {
    node = rows;
    start = from;
    end = to;
    totals.fill(0);
    const drawn = rows.drawn;
    for (let i = from; i < to; i++) {
      const entry = drawn[i]!;
      totals[entry & 0xffff]! += entry >>> 16;
    }
    let weight = 0;
    let squares = 0;
    let kinds = 0;
    for (let c = 0; c < classes; c++) {
      const w = totals[c]! * classWeights[c]!;
      weight += w;
      squares += w * w;
      if (totals[c] !== 0) kinds++;
    }
    splitter.nodeScore = squares / weight;
    splitter.best.feature = -1;
    splitter.best.score = -Infinity;
    return kinds <= 1;
  }

  function tryFeature(feature: number): boolean {
    countBins(columns[feature]!);
    const bins = takePresent(seen, seenWords, present);
    const hasMissing = present[0] === 0;
    if (bins > 1) {
      scan(feature, bins, { hasMissing, missingLeft: false });
      if (hasMissing) scan(feature, bins, { hasMissing, missingLeft: true });
    }
    for (let i = 0; i < bins; i++) {
      const bin = present[i]!;
      rowsInBin[bin] = 0;
      for (let c = bin * classes; c < (bin + 1) * classes; c++) counts[c] = 0;
    }
    return bins > 1;
  }

  function countBins(column: Uint8Array): void {
    const { order, drawn } = node;
    for (let i = start; i < end; i++) {
      const bin = column[order[i]!]!;
      const entry = drawn[i]!;
      counts[bin * classes + (entry & 0xffff)]! += entry >>> 16;
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
    let squaresLeft = 0;
    let squaresRight = 0;
    let weightLeft = 0;
    let weightRight = 0;
    for (let c = 0; c < classes; c++) {
      const missing = missingLeft ? counts[c]! * classWeights[c]! : 0;
      const rest = (missingLeft ? totals[c]! - counts[c]! : totals[c]!) * classWeights[c]!;
      left[c] = missing;
      right[c] = rest;
      squaresLeft += missing * missing;
      squaresRight += rest * rest;
      weightLeft += missing;
      weightRight += rest;
    }
    let rowsLeft = missingLeft ? rowsInBin[0]! : 0;
    let last = -1;
    for (let i = hasMissing ? 1 : 0; i < bins; i++) {
      const bin = present[i]!;
      if (last !== -1) consider(last, bin);
      if (minLeaf > 1) rowsLeft += rowsInBin[bin]!;
      const base = bin * classes;
      for (let c = 0; c < classes; c++) {
        const count = counts[base + c]!;
        if (count === 0) continue;
        const w = count * classWeights[c]!;
        const l = left[c]!;
        const r = right[c]!;
        squaresLeft += w * (2 * l + w);
        squaresRight += w * (w - 2 * r);
        left[c] = l + w;
        right[c] = r - w;
        weightLeft += w;
        weightRight -= w;
      }
      last = bin;
    }
    if (hasMissing && !missingLeft) consider(last, -1);

    function consider(bin: number, nextBin: number): void {
      const score = squaresLeft / weightLeft + squaresRight / weightRight;
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

  function addLeaf(leaves: number[]): void {
    for (let c = 0; c < classes; c++) leaves.push(totals[c]!);
  }
}
