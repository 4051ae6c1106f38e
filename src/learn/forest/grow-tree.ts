import { randomFrom } from '../../base/random.ts';
import { classificationSplitter } from './classification-splitter.ts';
import { drawRows } from './draw-rows.ts';
import type { ForestJob } from './forest-job.ts';
import { type ForestTree, LEAF } from './forest-model.ts';
import { featuresPerSplit } from './forest-params.ts';
import type { BestSplit, NodeRows } from './node-splitter.ts';
import { regressionSplitter } from './regression-splitter.ts';

/** A tree and its share of the importances. */
export interface GrownTree {
  readonly tree: ForestTree;
  /** Decrease of impurity a feature, as a share of the tree's own; all 0 where it has no split. */
  readonly importance: Float64Array;
}

type SpareRows = Pick<NodeRows, 'order' | 'drawn'>;

/** The stream of the tree's seed that features are drawn from; `drawRows` has the other. */
const FEATURES = 2;

/**
 * Returns a function that grows tree number `tree` of the job. Tree and job decide the result to the bit:
 * its randomness comes from the job's seed and the tree's number alone. Memory is reused from tree to tree.
 */
export function treeGrower(job: ForestJob): (tree: number) => GrownTree {
  const { rows, params, seed } = job;
  const featureCount = job.low.length;
  const columns = job.low.map((_, f) => new Uint8Array(job.bins, f * rows, rows));
  const splitter = job.task === 'classification' ? classificationSplitter(job) : regressionSplitter(job);
  const classes = job.task === 'classification' ? new Uint16Array(job.target) : null;
  const wanted = featuresPerSplit(params.maxFeatures, featureCount);
  const maxDepth = params.maxDepth ?? Infinity;
  const minSplit = Math.max(params.minSamplesSplit, 2 * params.minSamplesLeaf);
  const times = new Uint16Array(rows);
  const order = new Int32Array(rows);
  const drawn = new Int32Array(rows);
  const spare = { order: new Int32Array(rows), drawn: new Int32Array(rows) };
  const goesLeft = new Uint8Array(256);
  const sides = new Uint8Array(rows);
  const candidates = new Uint16Array(featureCount);

  return (tree) => {
    drawRows(times, { seed, tree, params, cumulative: job.cumulative });
    let size = 0;
    for (let row = 0; row < rows; row++) {
      if (times[row] === 0) continue;
      order[size] = row;
      drawn[size++] = (times[row]! << 16) | (classes === null ? 0 : classes[row]!);
    }
    return growFrom(size, randomFrom(seed, tree, FEATURES));
  };

  function growFrom(size: number, random: () => number): GrownTree {
    const feature: number[] = [];
    const threshold: number[] = [];
    const missingLeft: number[] = [];
    const right: number[] = [];
    const leaves: number[] = [];
    const gains = new Float64Array(featureCount);
    let leafCount = 0;
    for (let f = 0; f < featureCount; f++) candidates[f] = f;
    // Nodes to come, four numbers each: start, end, depth, and the split whose right child it is (or −1).
    const waiting = [0, size, 0, -1];
    while (waiting.length > 0) {
      const parent = waiting.pop()!;
      const depth = waiting.pop()!;
      const end = waiting.pop()!;
      const start = waiting.pop()!;
      const node = feature.length;
      if (parent !== -1) right[parent] = node;
      const isPure = splitter.enter({ order, drawn, start, end });
      const maySplit = !isPure && depth < maxDepth && end - start >= minSplit;
      if (maySplit) tryFeatures(random);
      if (!maySplit || splitter.best.feature === -1) {
        feature.push(LEAF);
        threshold.push(0);
        missingLeft.push(0);
        right.push(leafCount++);
        splitter.addLeaf(leaves);
        continue;
      }
      const best = splitter.best;
      gains[best.feature]! += Math.max(0, best.score - splitter.nodeScore);
      const middle = partition(best, start, end);
      feature.push(best.feature);
      threshold.push(best.threshold);
      const isMissingLeft = best.hasMissing ? best.missingLeft : middle - start > end - middle;
      missingLeft.push(isMissingLeft ? 1 : 0);
      right.push(-1);
      waiting.push(middle, end, depth + 1, node, start, middle, depth + 1, -1);
    }
    const isClassifier = classes !== null;
    const grown = {
      feature: Uint16Array.from(feature),
      threshold: Float64Array.from(threshold),
      missingLeft: Uint8Array.from(missingLeft),
      right: Int32Array.from(right),
      leaves: isClassifier ? new Uint32Array(leaves) : new Float64Array(leaves),
    };
    return { tree: grown, importance: shares(gains) };
  }

  /**
   * Tries `wanted` features drawn without replacement; as in scikit-learn, a feature that is constant in
   * the node counts, but at least one that is not is tried where there is one.
   */
  function tryFeatures(random: () => number): void {
    let hasVaried = false;
    for (let i = 0; i < featureCount && (i < wanted || !hasVaried); i++) {
      const pick = i + Math.floor(random() * (featureCount - i));
      const feature = candidates[pick]!;
      candidates[pick] = candidates[i]!;
      candidates[i] = feature;
      if (splitter.tryFeature(feature)) hasVaried = true;
    }
  }

  /** Stands for a column of bins where a cut is inside one: bin 1 goes left, 255 right, 0 is missing. */
  function sideOfRows(best: BestSplit, { order, start, end }: NodeRows): Uint8Array {
    const values = new Float64Array(job.values, 8 * best.feature * rows, rows);
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      const value = values[row]!;
      sides[row] = Number.isNaN(value) ? 0 : value <= best.threshold ? 1 : 255;
    }
    goesLeft.fill(0, 2);
    return sides;
  }

  /** Moves the rows that go left before the others, both in their order; returns where the others start. */
  function partition(best: BestSplit, start: number, end: number): number {
    const node = { order, drawn, start, end };
    goesLeft.fill(0);
    goesLeft.fill(1, 1, best.bin + 1);
    goesLeft[0] = best.missingLeft ? 1 : 0;
    const column = best.isZoomed ? sideOfRows(best, node) : columns[best.feature]!;
    const middle = moveLeft(node, { column, goesLeft, spare });
    order.set(spare.order.subarray(0, end - middle), middle);
    drawn.set(spare.drawn.subarray(0, end - middle), middle);
    return middle;
  }
}

/** Moves the rows that go left to the front and the others to `spare`; returns where those that went left end. */
function moveLeft(
  { order, drawn, start, end }: NodeRows,
  { column, goesLeft, spare }: { column: Uint8Array; goesLeft: Uint8Array; spare: SpareRows },
): number {
  const { order: spareOrder, drawn: spareDrawn } = spare;
  let to = start;
  let spared = 0;
  // Both places are written each time and one of them is kept: a branch here would be mispredicted.
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    const entry = drawn[i]!;
    const isLeft = goesLeft[column[row]!]!;
    order[to] = row;
    drawn[to] = entry;
    spareOrder[spared] = row;
    spareDrawn[spared] = entry;
    to += isLeft;
    spared += 1 - isLeft;
  }
  return to;
}

function shares(gains: Float64Array): Float64Array {
  let sum = 0;
  for (const gain of gains) sum += gain;
  return sum > 0 ? gains.map((gain) => gain / sum) : gains;
}
