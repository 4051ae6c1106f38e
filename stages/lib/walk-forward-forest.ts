import {
  type AccuracyInterval,
  accuracy,
  accuracyInterval,
  assertNoLeakage,
  type Columns,
  type ForestClassifier,
  majorityBaseline,
  predictForest,
  rowsOfPart,
  takeRows,
  walkForward,
} from 'labbook/learn';
import type { LabelledRows } from './labelled-rows.ts';
import { SIGNAL_CLASSES } from './signal-classes.ts';

const classes = SIGNAL_CLASSES;

/** What the folds tell: one line a fold, and all their test rows together. */
export interface WalkForwardScores {
  readonly table: Columns;
  readonly forest: AccuracyInterval;
  /** Accuracy of each fold's own training majority. */
  readonly majority: number;
}

/**
 * Walks forward through the rows given, which are none of the test part: each fold trains on all that came
 * before and is scored on what follows, purged at the cut. It tells what to expect of the test part before
 * that is looked at.
 */
export async function walkForwardForest(
  rows: LabelledRows,
  {
    folds,
    horizon,
    seed,
    train,
  }: {
    readonly folds: number;
    readonly horizon: number;
    readonly seed: number;
    readonly train: (rows: {
      readonly features: Record<string, Float64Array>;
      readonly labels: readonly string[];
    }) => Promise<ForestClassifier>;
  },
): Promise<WalkForwardScores> {
  const { t0, t1 } = rows;
  const split = walkForward({ time: rows.at, t0, t1, folds, mode: 'expanding' });
  assertNoLeakage({ ...split, t0, t1 });
  const all = {
    actual: [] as string[],
    predicted: [] as string[],
    majority: [] as string[],
    at: [] as number[],
  };
  const lines = { from: [] as number[], to: [] as number[], rows: [] as number[], trained: [] as number[] };
  const shares = { accuracy: [] as number[], majority: [] as number[] };
  for (let fold = 0; fold < folds; fold++) {
    const of = (part: 'train' | 'test') => {
      const chosen = rowsOfPart(split, { part, fold });
      return {
        chosen,
        features: takeRows(rows.features, chosen) as Record<string, Float64Array>,
        labels: Array.from(chosen, (row) => rows.labels[row] as string),
      };
    };
    const [before, after] = [of('train'), of('test')];
    const predicted = predictForest(await train(before), after.features);
    const known = { trained: before.labels, classes };
    const majority = majorityBaseline(known, { rows: after.labels.length }).predicted;
    const at = Array.from(after.chosen, (row) => rows.at[row] as number);
    all.actual.push(...after.labels);
    all.predicted.push(...predicted);
    all.majority.push(...majority);
    all.at.push(...at);
    lines.from.push(at.reduce((first, each) => Math.min(first, each)));
    lines.to.push(at.reduce((last, each) => Math.max(last, each)));
    lines.rows.push(at.length);
    lines.trained.push(before.labels.length);
    shares.accuracy.push(accuracy({ actual: after.labels, predicted, classes }));
    shares.majority.push(accuracy({ actual: after.labels, predicted: majority, classes }));
  }
  const { actual, predicted } = all;
  return {
    table: Object.fromEntries(
      Object.entries({ ...lines, ...shares }).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
    forest: accuracyInterval({ actual, predicted, classes }, { seed, blocks: all.at, blockLength: horizon }),
    majority: accuracy({ actual, predicted: all.majority, classes }),
  };
}
