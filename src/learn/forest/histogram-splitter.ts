import { BinRegister } from './bin-register.ts';
import { BinZoom } from './bin-zoom.ts';
import type { ForestJob } from './forest-job.ts';
import {
  type BestSplit,
  type NodeRows,
  type NodeSplitter,
  noSplit,
  type PresentBins,
} from './node-splitter.ts';

/** What a splitter maximises, over the bins of one node at a time. */
export interface SplitCriterion {
  /** Reads the node's totals; returns its score, and whether its targets are all equal. */
  enter(node: NodeRows): { readonly score: number; readonly isPure: boolean };
  /** Counts the node's rows into bins, and notes in `register.seen` which they were. */
  count(node: NodeRows, column: Uint8Array): void;
  /** Forgets what `count` has put into the first `bins` of `register.present`. */
  clear(bins: number): void;
  /** Tries each cut of a feature from left to right; writes a better one to `best` and returns whether it did. */
  findCut(bins: PresentBins, best: BestSplit): boolean;
  addLeaf(leaves: number[]): void;
}

/** A splitter over the job's bins, and inside them where a node has only a few of a feature. */
export function histogramSplitter(
  job: ForestJob,
  criterionOf: (register: BinRegister) => SplitCriterion,
): NodeSplitter {
  const register = new BinRegister();
  const criterion = criterionOf(register);
  const columns = job.low.map((_, f) => new Uint8Array(job.bins, f * job.rows, job.rows));
  const zoom = new BinZoom(job);
  const hasLeastLeaf = job.params.minSamplesLeaf > 1;
  let node: NodeRows = { order: new Int32Array(0), drawn: new Int32Array(0), start: 0, end: 0 };

  function count(column: Uint8Array): number {
    criterion.count(node, column);
    if (hasLeastLeaf) register.countRows(node, column);
    return register.takePresent();
  }

  function clear(bins: number): void {
    criterion.clear(bins);
    for (let i = 0; i < bins; i++) register.rows[register.present[i]!] = 0;
  }

  const splitter = {
    best: noSplit(),
    nodeScore: 0,
    enter(entered: NodeRows): boolean {
      node = entered;
      const { score, isPure } = criterion.enter(node);
      splitter.nodeScore = score;
      splitter.best.feature = -1;
      splitter.best.score = -Infinity;
      return isPure;
    },
    tryFeature(feature: number): boolean {
      const rows = node.end - node.start;
      let bins = count(columns[feature]!);
      const isZoomed = zoom.isWorth(feature, { rows, bins, present: register.present });
      if (isZoomed) {
        clear(bins);
        zoom.look(feature, node);
        bins = count(zoom.bins);
      }
      if (bins > 1) {
        const best = splitter.best;
        let isBetter = criterion.findCut({ feature, rows, bins, missingLeft: false }, best);
        if (register.present[0] === 0) {
          if (criterion.findCut({ feature, rows, bins, missingLeft: true }, best)) isBetter = true;
        }
        if (isBetter) {
          const { low, high } = isZoomed ? zoom : { low: job.low[feature]!, high: job.high[feature]! };
          best.isZoomed = isZoomed;
          best.threshold = thresholdOf(best, low, high);
        }
      }
      clear(bins);
      return bins > 1;
    },
    addLeaf: criterion.addLeaf,
  };
  return splitter;
}

/** Midway between the nearest training values of both sides; +∞ where only missing values go right. */
function thresholdOf({ bin, nextBin }: BestSplit, low: Float64Array, high: Float64Array): number {
  if (nextBin === -1) return Infinity;
  const below = high[bin]!;
  const above = low[nextBin]!;
  const middle = below / 2 + above / 2;
  return middle >= below && middle < above ? middle : below;
}
