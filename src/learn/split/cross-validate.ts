import { studentQuantile } from '../metrics/student-quantile.ts';
import { rowsOfPart, type Split } from './split.ts';

/** One fold: its rows as row numbers of the source. */
export interface Fold {
  readonly fold: number;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export interface CrossValidation {
  /** The score of each fold, in their order. */
  readonly scores: Float64Array;
  readonly mean: number;
  /**
   * A 95 % interval of the mean by the corrected resampled t-test (Nadeau and Bengio, 2003): folds share training
   * rows, so that their scores are no independent sample. null with fewer than three folds.
   */
  readonly interval: readonly [low: number, high: number] | null;
}

/**
 * Trains and scores once a fold: `score` is given each fold's rows in turn, fits whatever it fits (scalers and
 * encoders, too) on `train` alone, and returns a number for `test`. Throws where a score is not finite.
 */
export async function crossValidate(
  split: Split,
  score: (fold: Fold) => number | Promise<number>,
): Promise<CrossValidation> {
  const scores: number[] = [];
  let testShare = 0;
  for (const fold of foldsOf(split)) {
    const value = await score(fold);
    if (!Number.isFinite(value)) throw new Error(`the score of fold ${fold.fold} is ${value}`);
    scores.push(value);
    testShare += fold.test.length / fold.train.length;
  }
  const n = scores.length;
  const mean = scores.reduce((sum, value) => sum + value, 0) / n;
  const variance = scores.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const reach =
    n < 3
      ? null
      : studentQuantile(0.975, { degreesOfFreedom: n - 1 }) * Math.sqrt((1 / n + testShare / n) * variance);
  return {
    scores: Float64Array.from(scores),
    mean,
    interval: reach === null ? null : [mean - reach, mean + reach],
  };
}

/** The folds of a split, in order; throws for one without training or test rows. */
export function foldsOf(split: Split): Fold[] {
  const numbers = [...new Set(split.fold)].sort((a, b) => a - b);
  if (numbers.length === 0) throw new Error('the split has no rows');
  return numbers.map((fold) => {
    const rows = (part: 'train' | 'validation' | 'test') => rowsOfPart(split, { part, fold });
    const own = { fold, train: rows('train'), validation: rows('validation'), test: rows('test') };
    if (own.train.length === 0 || own.test.length === 0) {
      throw new Error(`fold ${fold} has ${own.train.length} training and ${own.test.length} test rows`);
    }
    return own;
  });
}

export interface NestedSelection<Candidate> {
  /** The candidate chosen in each outer fold, without a look at its test rows. */
  readonly chosen: readonly Candidate[];
  /** The chosen candidates' scores on the outer test rows: what the whole procedure of choosing is worth. */
  readonly outer: CrossValidation;
}

/**
 * Chooses among candidates (parameters, models) by inner folds of each outer fold's training rows, and scores the
 * choice on its test rows: a score of the best of many that the choosing has not made too good (Varma and Simon,
 * Bias in error estimation when using cross-validation for model selection, 2006). Higher scores are better;
 * of equals the first candidate is chosen. `inner` makes a split of the given source rows, whose `row` numbers
 * are places among them.
 */
export async function nestedSelection<Candidate>({
  outer,
  inner,
  candidates,
  score,
}: {
  readonly outer: Split;
  readonly inner: (rows: Int32Array) => Split;
  readonly candidates: readonly Candidate[];
  readonly score: (candidate: Candidate, fold: Fold) => number | Promise<number>;
}): Promise<NestedSelection<Candidate>> {
  if (candidates.length === 0) throw new Error('there are no candidates to choose from');
  const chosen: Candidate[] = [];
  const validation = await crossValidate(outer, async (fold) => {
    const split = inner(fold.train);
    const sourced = { ...split, row: split.row.map((place) => fold.train[place]!) };
    let best = { mean: Number.NEGATIVE_INFINITY, candidate: candidates[0] as Candidate };
    for (const candidate of candidates) {
      const { mean } = await crossValidate(sourced, (innerFold) => score(candidate, innerFold));
      if (mean > best.mean) best = { mean, candidate };
    }
    chosen.push(best.candidate);
    return score(best.candidate, fold);
  });
  return { chosen, outer: validation };
}
