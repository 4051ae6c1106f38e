import { setImmediate } from 'node:timers/promises';
import type { NumericColumn } from '../columns.ts';
import { addAnswer } from './add-answer.ts';
import { drawRows } from './draw-rows.ts';
import type { ForestModel, OutOfBag } from './forest-model.ts';
import { rowBlocks } from './row-blocks.ts';

/**
 * Scores each training row by the trees that did not draw it (Breiman, Random Forests, 2001, §3.1), whose
 * draws are made again from the seed: accuracy, or R². Rows that every tree drew are left out; null where
 * that is every row, or where R² has no meaning because all targets are equal.
 */
export async function outOfBagScore(
  model: ForestModel,
  request: {
    readonly features: Readonly<Record<string, NumericColumn>>;
    /** Class numbers, or the numbers to predict. */
    readonly target: Uint16Array | Float64Array;
    /** As the job that grew the trees had it. */
    readonly cumulative: Float64Array | null;
    readonly signal?: AbortSignal;
  },
): Promise<OutOfBag | null> {
  const rows = request.target.length;
  const width = model.task === 'classification' ? model.classes.length : 1;
  const sums = new Float64Array(rows * width);
  const trees = new Int32Array(rows);
  const times = new Uint16Array(rows);
  const featureCount = model.features.length;
  const answer = { values: new Float64Array(rows * featureCount), base: 0, sums, to: 0 };
  for (const block of rowBlocks(model, request.features)) {
    const filled = block.values.subarray(0, block.rows * featureCount);
    answer.values.set(filled, block.firstRow * featureCount);
  }
  for (const [tree, grown] of model.trees.entries()) {
    drawRows(times, { seed: model.seed, tree, params: model.params, cumulative: request.cumulative });
    for (let row = 0; row < rows; row++) {
      if (times[row] !== 0) continue;
      answer.base = row * featureCount;
      answer.to = row * width;
      addAnswer(model, grown, answer);
      trees[row]!++;
    }
    await setImmediate();
    request.signal?.throwIfAborted();
  }
  return model.task === 'classification'
    ? accuracy(sums, trees, request.target)
    : rSquared(sums, trees, request.target);
}

function accuracy(sums: Float64Array, trees: Int32Array, target: ArrayLike<number>): OutOfBag | null {
  const classes = sums.length / trees.length;
  let scored = 0;
  let right = 0;
  for (let row = 0; row < trees.length; row++) {
    if (trees[row] === 0) continue;
    scored++;
    let best = 0;
    for (let c = 1; c < classes; c++) if (sums[row * classes + c]! > sums[row * classes + best]!) best = c;
    if (best === target[row]) right++;
  }
  return scored === 0 ? null : { score: right / scored, rows: scored };
}

function rSquared(sums: Float64Array, trees: Int32Array, target: ArrayLike<number>): OutOfBag | null {
  let scored = 0;
  let mean = 0;
  for (let row = 0; row < trees.length; row++) {
    if (trees[row] === 0) continue;
    scored++;
    mean += (target[row]! - mean) / scored;
  }
  let errors = 0;
  let spread = 0;
  for (let row = 0; row < trees.length; row++) {
    if (trees[row] === 0) continue;
    errors += (target[row]! - sums[row]! / trees[row]!) ** 2;
    spread += (target[row]! - mean) ** 2;
  }
  const score = 1 - errors / spread;
  return Number.isFinite(score) ? { score, rows: scored } : null;
}
