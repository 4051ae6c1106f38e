import type { BinnedFeatures } from '../forest/bin-features.ts';
import { type ForestTree, LEAF } from '../forest/forest-model.ts';
import type { ResolvedBoostingParams } from './boosting-params.ts';

/** What one tree is grown from. */
export interface BoostedTreeTask {
  /** Rows to grow from, ascending. */
  readonly rows: Int32Array;
  /** Features that may split, by number. */
  readonly features: Int32Array;
  /** The loss's first and second derivative, one each a row of the data. */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

export interface GrownBoostedTree {
  readonly tree: ForestTree;
  /** The leaf of each of the task's rows: `rowsOfLeaf` calls back with leaf value and rows. */
  readonly gains: Float64Array;
}

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly isMissingLeft: boolean;
  readonly gain: number;
}

/** Sums of first and second derivatives, a feature after the other, two numbers a bin. */
type Histogram = Float64Array;

const BINS = 256;

/**
 * A cut that takes less than this share of a node's weight off needs a gain so many times the other cuts'. Bins see
 * the tails, where a few rows of noise often give more than the first cut of a true interaction does; what is truly
 * in a tail gives far more. Bins of equal numbers of rows would not let such cuts be made at all.
 */
const THIN_SHARE = 1 / 200;
const THIN_FACTOR = 4;

/**
 * Gives a function that grows one regression tree after the other on the same binned features, by second-order
 * gain (Chen and Guestrin, XGBoost, 2016, §2.2 and 3.1). Sums of the larger child are its parent's less the
 * smaller's. `onLeaf` hears each leaf's value with the rows that fell into it.
 */
export function boostedTreeGrower(binned: BinnedFeatures, params: ResolvedBoostingParams) {
  const columns = binned.low.map((_, f) => new Uint8Array(binned.bins, f * binned.rows, binned.rows));
  const cells = cellsByRow(columns, binned.rows);
  const { l2, maxDepth, learningRate } = params;
  const order = new Int32Array(binned.rows);
  const spare = new Int32Array(binned.rows);
  const pool: Histogram[] = [];

  return function grow(
    task: BoostedTreeTask,
    onLeaf: (value: number, rows: Int32Array) => void,
  ): GrownBoostedTree {
    const feature: number[] = [];
    const threshold: number[] = [];
    const missingLeft: number[] = [];
    const right: number[] = [];
    const leaves: number[] = [];
    const gains = new Float64Array(columns.length);
    order.set(task.rows);
    const root = { start: 0, end: task.rows.length };
    growNode(root, { histogram: count(root), depth: 0 });
    const tree = {
      feature: new Uint16Array(feature),
      threshold: new Float64Array(threshold),
      missingLeft: new Uint8Array(missingLeft),
      right: new Int32Array(right),
      leaves: new Float64Array(leaves),
    };
    return { tree, gains };

    function growNode(range: Range, { histogram, depth }: { histogram: Histogram; depth: number }): void {
      const node = feature.length;
      const total = sumsOf(order.subarray(range.start, range.end), task);
      const split =
        depth < maxDepth
          ? bestSplit(histogram, { total, features: task.features, low: binned.low, params })
          : null;
      if (split === null) {
        pool.push(histogram);
        const value = total.second + l2 > 0 ? (-learningRate * total.first) / (total.second + l2) : 0;
        feature.push(LEAF);
        threshold.push(0);
        missingLeft.push(0);
        right.push(leaves.length);
        leaves.push(value);
        onLeaf(value, order.subarray(range.start, range.end));
        return;
      }
      gains[split.feature]! += split.gain;
      feature.push(split.feature);
      threshold.push(thresholdOf(split));
      missingLeft.push(split.isMissingLeft ? 1 : 0);
      right.push(-1);
      const middle = partition({ ...range, order, spare }, { ...split, column: columns[split.feature]! });
      const lower = { start: range.start, end: middle };
      const upper = { start: middle, end: range.end };
      const isLowerSmaller = lower.end - lower.start <= upper.end - upper.start;
      // Leaves at the greatest depth need no sums of their features.
      const small = depth + 1 < maxDepth ? count(isLowerSmaller ? lower : upper) : taken();
      if (depth + 1 < maxDepth) subtract(histogram, small, task.features);
      growNode(lower, { histogram: isLowerSmaller ? small : histogram, depth: depth + 1 });
      right[node] = feature.length;
      growNode(upper, { histogram: isLowerSmaller ? histogram : small, depth: depth + 1 });
    }

    function count({ start, end }: Range): Histogram {
      const histogram = taken();
      const rows = order.subarray(start, end);
      addRows(histogram, { ...task, rows, cells, width: columns.length });
      return histogram;
    }
  };

  function taken(): Histogram {
    const histogram = pool.pop();
    if (histogram === undefined) return new Float64Array(columns.length * BINS * 2);
    return histogram.fill(0);
  }

  /** Midway between the nearest training values of both sides; +∞ where only missing values go right. */
  function thresholdOf({ feature, bin }: Split): number {
    const below = binned.high[feature]![bin]!;
    const above = binned.low[feature]![bin + 1];
    if (above === undefined) return Infinity;
    const middle = below / 2 + above / 2;
    return middle >= below && middle < above ? middle : below;
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface CountTask extends BoostedTreeTask {
  readonly cells: Cells;
  readonly width: number;
}

/** Adds each row's derivatives to its cell of each feature; three features a turn, which takes half the time of one. */
function addRows(sums: Histogram, task: CountTask): void {
  const { rows, features, first, second, cells, width } = task;
  if (features.length < width) {
    addSomeFeatures(sums, task);
    return;
  }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const g = first[row]!;
    const h = second[row]!;
    const end = (row + 1) * width;
    let j = row * width;
    for (; j < end - 2; j += 3) {
      const a = cells[j]!;
      const b = cells[j + 1]!;
      const c = cells[j + 2]!;
      sums[a]! += g;
      sums[a + 1]! += h;
      sums[b]! += g;
      sums[b + 1]! += h;
      sums[c]! += g;
      sums[c + 1]! += h;
    }
    for (; j < end; j++) {
      const a = cells[j]!;
      sums[a]! += g;
      sums[a + 1]! += h;
    }
  }
}

function addSomeFeatures(sums: Histogram, { rows, features, first, second, cells, width }: CountTask): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const g = first[row]!;
    const h = second[row]!;
    const from = row * width;
    for (let j = 0; j < features.length; j++) {
      const at = cells[from + features[j]!]!;
      sums[at]! += g;
      sums[at + 1]! += h;
    }
  }
}

/** Where in a histogram each row adds its derivatives, a feature after the other: a row's places stand together. */
type Cells = Uint16Array | Uint32Array;

function cellsByRow(columns: readonly Uint8Array[], rows: number): Cells {
  const width = columns.length;
  const places = width * BINS * 2;
  const cells = places <= 2 ** 16 ? new Uint16Array(rows * width) : new Uint32Array(rows * width);
  columns.forEach((column, f) => {
    for (let row = 0; row < rows; row++) cells[row * width + f] = (f * BINS + column[row]!) * 2;
  });
  return cells;
}

function sumsOf(rows: Int32Array, { first, second }: BoostedTreeTask): { first: number; second: number } {
  let g = 0;
  let h = 0;
  for (let i = 0; i < rows.length; i++) {
    g += first[rows[i]!]!;
    h += second[rows[i]!]!;
  }
  return { first: g, second: h };
}

function subtract(from: Histogram, histogram: Histogram, features: Int32Array): void {
  for (let j = 0; j < features.length; j++) {
    const base = features[j]! * BINS * 2;
    for (let i = base; i < base + BINS * 2; i++) from[i]! -= histogram[i]!;
  }
}

function bestSplit(
  histogram: Histogram,
  {
    total,
    features,
    low,
    params: { l2, minChildWeight, minGain },
  }: {
    total: { readonly first: number; readonly second: number };
    features: Int32Array;
    low: readonly Float64Array[];
    params: ResolvedBoostingParams;
  },
): Split | null {
  const whole = (total.first * total.first) / (total.second + l2);
  const thin = total.second * THIN_SHARE;
  let best: Split | null = null;
  let bestGain = Math.max(minGain * 2, 1e-12 * Math.abs(whole));
  for (let j = 0; j < features.length; j++) {
    const feature = features[j]!;
    const base = feature * BINS * 2;
    const bins = low[feature]!.length;
    const hasMissing = histogram[base + 1]! > 0;
    for (let side = 0; side < (hasMissing ? 2 : 1); side++) {
      const isMissingLeft = side === 1;
      let first = isMissingLeft ? histogram[base]! : 0;
      let second = isMissingLeft ? histogram[base + 1]! : 0;
      // After the last bin there is a cut only where missing values are what goes right.
      const cuts = hasMissing && !isMissingLeft ? bins : bins - 1;
      for (let bin = 1; bin < cuts; bin++) {
        first += histogram[base + 2 * bin]!;
        second += histogram[base + 2 * bin + 1]!;
        if (second < minChildWeight) continue;
        const rest = total.second - second;
        if (rest < minChildWeight) break;
        const other = total.first - first;
        const gain = (first * first) / (second + l2) + (other * other) / (rest + l2) - whole;
        const isThin = Math.min(second, rest) < thin;
        const worth = isThin ? gain / THIN_FACTOR : gain;
        if (!(worth > bestGain)) continue;
        bestGain = worth;
        best = { feature, bin, isMissingLeft, gain };
      }
    }
  }
  return best;
}

/** Moves the rows that go left before the others, both in their order; returns where the others start. */
function partition(
  { start, end, order, spare }: Range & { readonly order: Int32Array; readonly spare: Int32Array },
  { column, bin, isMissingLeft }: Split & { readonly column: Uint8Array },
): number {
  const missing = isMissingLeft ? 1 : 0;
  let to = start;
  let spared = 0;
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    const own = column[row]!;
    const isLeft = own === 0 ? missing : own <= bin ? 1 : 0;
    order[to] = row;
    spare[spared] = row;
    to += isLeft;
    spared += 1 - isLeft;
  }
  order.set(spare.subarray(0, end - to), to);
  return to;
}
