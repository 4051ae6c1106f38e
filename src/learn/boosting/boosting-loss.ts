import { exactExp, exactLog } from '../network/exact-math.ts';

/** A loss that trees are boosted to make small; `scores` are rows × outputs. */
export interface BoostingLoss {
  readonly outputs: number;
  /** Each output's best constant. */
  base(): Float64Array;
  /** Takes what the rows are scored now, for what is asked next; returns the weighted mean loss. */
  score(scores: Float64Array): number;
  /** Writes the weighted first and second derivative of each row's loss by one output, where it was scored. */
  derive(target: {
    readonly output: number;
    readonly first: Float64Array;
    readonly second: Float64Array;
  }): void;
}

/** Half the squared error; its mean is told whole. */
export function squaredErrorLoss(target: Float64Array, weights: Float64Array): BoostingLoss {
  const errors = new Float64Array(target.length);
  return {
    outputs: 1,
    base: () => Float64Array.of(weightedMean(weights, target)),
    score(scores) {
      for (let row = 0; row < errors.length; row++) errors[row] = scores[row]! - target[row]!;
      return weightedMean(
        weights,
        errors.map((error) => error * error),
      );
    },
    derive({ first, second }) {
      for (let row = 0; row < errors.length; row++) {
        first[row] = weights[row]! * errors[row]!;
        second[row] = weights[row]!;
      }
    },
  };
}

/** Cross entropy of two classes, whose one output is the log-odds of class 1. */
export function logisticLoss(target: Int32Array, weights: Float64Array): BoostingLoss {
  const shares = new Float64Array(target.length);
  const losses = new Float64Array(target.length);
  return {
    outputs: 1,
    base() {
      const [share = 0.5] = classShares(target, { weights, classes: 2 }).subarray(1);
      return Float64Array.of(logOf(share) - logOf(1 - share));
    },
    score(scores) {
      for (let row = 0; row < shares.length; row++) {
        const score = scores[row]!;
        const e = exactExp(-Math.abs(score));
        shares[row] = score >= 0 ? 1 / (1 + e) : e / (1 + e);
        losses[row] = Math.max(0, target[row] === 1 ? -score : score) + exactLog(1 + e);
      }
      return weightedMean(weights, losses);
    },
    derive({ first, second }) {
      for (let row = 0; row < shares.length; row++) {
        const p = shares[row]!;
        first[row] = weights[row]! * (p - target[row]!);
        second[row] = weights[row]! * Math.max(p * (1 - p), LEAST_SECOND);
      }
    },
  };
}

/** Cross entropy of softmax, an output a class. */
export function softmaxLoss(
  target: Int32Array,
  { weights, classes }: { readonly weights: Float64Array; readonly classes: number },
): BoostingLoss {
  const shares = new Float64Array(target.length * classes);
  const losses = new Float64Array(target.length);
  return {
    outputs: classes,
    base: () => classShares(target, { weights, classes }).map(logOf),
    score(scores) {
      softmaxRows(scores, { classes, shares });
      for (let row = 0; row < losses.length; row++)
        losses[row] = -logOf(shares[row * classes + target[row]!]!);
      return weightedMean(weights, losses);
    },
    derive({ output, first, second }) {
      for (let row = 0; row < losses.length; row++) {
        const p = shares[row * classes + output]!;
        first[row] = weights[row]! * (p - (target[row] === output ? 1 : 0));
        // XGBoost's factor: the outputs are one too many.
        second[row] = weights[row]! * Math.max(2 * p * (1 - p), LEAST_SECOND);
      }
    },
  };
}

/** Softmax of each row's scores (rows × classes), written to `shares`, which may be the scores themselves. */
export function softmaxRows(
  scores: Float64Array,
  { classes, shares }: { readonly classes: number; readonly shares: Float64Array },
): void {
  for (let at = 0; at < scores.length; at += classes) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = at; c < at + classes; c++) if (scores[c]! > highest) highest = scores[c]!;
    let sum = 0;
    for (let c = at; c < at + classes; c++) {
      const e = exactExp(scores[c]! - highest);
      shares[c] = e;
      sum += e;
    }
    for (let c = at; c < at + classes; c++) shares[c]! /= sum;
  }
}

export function sigmoid(score: number): number {
  const e = exactExp(-Math.abs(score));
  return score >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** Where every row is as good as certain, a leaf's value would be without bounds. */
const LEAST_SECOND = 1e-16;

/** A class without a row counts as this share, so that its log is a number. */
const LEAST_SHARE = 1e-6;

function classShares(
  target: Int32Array,
  { weights, classes }: { readonly weights: Float64Array; readonly classes: number },
): Float64Array {
  const sums = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < target.length; row++) {
    sums[target[row]!]! += weights[row]!;
    total += weights[row]!;
  }
  return sums.map((sum) => Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, sum / total)));
}

function weightedMean(weights: Float64Array, values: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < weights.length; row++) {
    sum += weights[row]! * values[row]!;
    total += weights[row]!;
  }
  return sum / total;
}

/** The natural logarithm of a positive number, by `exactLog`, which takes those from 1 up. */
function logOf(x: number): number {
  return x >= 1 ? exactLog(x) : -exactLog(1 / Math.max(x, 1e-300));
}
