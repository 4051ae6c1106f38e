import type { NumericColumn } from '../columns.ts';

/**
 * For each distinct score, highest first: how many positive and negative rows score at least that. The whole
 * of what ROC, precision-recall and their areas are made from; rows with equal scores share one entry, so
 * ties need no rule.
 */
export interface ThresholdCounts {
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Counts at every threshold for the class with code `positive` against the rest. `scores` and `codes` go row
 * by row and are already checked. Sorts positives and negatives apart, as typed arrays, and merges them.
 */
export function thresholdCounts(
  scores: NumericColumn,
  { codes, positive }: { readonly codes: Uint32Array; readonly positive: number },
): ThresholdCounts {
  const { hits, misses } = partedScores(scores, { codes, positive });
  const thresholds = new Float64Array(scores.length);
  const truePositives = new Float64Array(scores.length);
  const falsePositives = new Float64Array(scores.length);
  let hit = hits.length - 1;
  let miss = misses.length - 1;
  let size = 0;
  while (hit >= 0 || miss >= 0) {
    const threshold = Math.max(hits[hit] ?? -Infinity, misses[miss] ?? -Infinity);
    while (hit >= 0 && hits[hit] === threshold) hit--;
    while (miss >= 0 && misses[miss] === threshold) miss--;
    thresholds[size] = threshold;
    truePositives[size] = hits.length - 1 - hit;
    falsePositives[size] = misses.length - 1 - miss;
    size++;
  }
  return {
    thresholds: thresholds.subarray(0, size),
    truePositives: truePositives.subarray(0, size),
    falsePositives: falsePositives.subarray(0, size),
    positives: hits.length,
    negatives: misses.length,
  };
}

function partedScores(
  scores: NumericColumn,
  { codes, positive }: { readonly codes: Uint32Array; readonly positive: number },
): { readonly hits: Float64Array; readonly misses: Float64Array } {
  let positives = 0;
  for (const code of codes) if (code === positive) positives++;
  const hits = new Float64Array(positives);
  const misses = new Float64Array(scores.length - positives);
  let hit = 0;
  let miss = 0;
  for (let row = 0; row < scores.length; row++) {
    if (codes[row] === positive) hits[hit++] = scores[row]!;
    else misses[miss++] = scores[row]!;
  }
  return { hits: hits.sort(), misses: misses.sort() };
}
