import { wholeNumber } from '../features/whole-number.ts';
import { labelledInstants, partByTime, refuseEmptyParts } from './part-by-time.ts';
import type { LabelTimes, Part, PartBounds, Split } from './split.ts';

/**
 * Folds that walk forward in time: each tests on the instants after what it trained on, and the test parts of
 * the folds follow each other up to the last instant. Purged and embargoed at each cut as `chronologicalSplit`.
 * The split has, fold after fold, the rows that lie within the fold. Throws where a part would be empty.
 */
export function walkForward(options: WalkForwardOptions): Split {
  const { mode, validationInstants = 0 } = options;
  const folds = wholeNumber(options.folds, { name: 'folds', least: 1 });
  wholeNumber(validationInstants, { name: 'validationInstants', least: 0 });
  const instants = labelledInstants(options);
  const byDefault = Math.floor(instants.length / (folds + 1));
  const testInstants = wholeNumber(options.testInstants ?? byDefault, { name: 'testInstants', least: 1 });
  const firstTrain = instants.length - folds * testInstants - validationInstants;
  if (firstTrain < 1) {
    throw new Error(
      `${folds} folds of ${testInstants} test and ${validationInstants} validation instants leave none of ${instants.length} to train on`,
    );
  }
  const trainInstants = wholeNumber(options.trainInstants ?? firstTrain, { name: 'trainInstants', least: 1 });
  if (trainInstants > firstTrain) {
    throw new Error(
      `\`trainInstants\` is ${trainInstants}; the first fold has ${firstTrain} before its test part`,
    );
  }

  const row: number[] = [];
  const foldOf: number[] = [];
  const part: (Part | null)[] = [];
  const bounds: PartBounds[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const validationFrom = firstTrain + fold * testInstants;
    const testFrom = validationFrom + validationInstants;
    const trainFrom = mode === 'rolling' ? validationFrom - trainInstants : 0;
    const bound = (name: PartBounds['part'], { from, to }: { from: number; to: number }): PartBounds[] =>
      from === to ? [] : [{ fold, part: name, firstMs: instants[from]!, lastMs: instants[to - 1]! }];
    const own = [
      ...bound('train', { from: trainFrom, to: validationFrom }),
      ...bound('validation', { from: validationFrom, to: testFrom }),
      ...bound('test', { from: testFrom, to: testFrom + testInstants }),
    ];
    const parts = partByTime(options, own);
    refuseEmptyParts(parts, own);
    for (let i = 0; i < parts.length; i++) {
      if (parts[i] === null) continue;
      row.push(i);
      foldOf.push(fold);
      part.push(parts[i]!);
    }
    bounds.push(...own);
  }
  return { row: Int32Array.from(row), fold: Int32Array.from(foldOf), part, bounds, warnings: [] };
}

export interface WalkForwardOptions extends LabelTimes {
  readonly folds: number;
  /** `expanding` trains on everything before, `rolling` on the latest `trainInstants`. */
  readonly mode: 'expanding' | 'rolling';
  /** Instants of each test part; by default the instants over `folds` + 1, as scikit-learn's TimeSeriesSplit. */
  readonly testInstants?: number;
  /** Instants of each validation part, between train and test; 0 by default: no validation part. */
  readonly validationInstants?: number;
  /** Instants of each training part of a `rolling` walk; by default as many as the first fold has. */
  readonly trainInstants?: number;
}
