import { type ProbabilisticLabels, scoreColumns } from './probability-columns.ts';
import { type ThresholdCounts, thresholdCounts } from './threshold-counts.ts';

/** A score of each class against the rest, and their means. */
export interface OneVsRest {
  /** NaN for a class whose score is not defined: see `undefinedClasses`. */
  readonly perClass: Readonly<Record<string, number>>;
  /** The plain mean over the classes whose score is defined; NaN where none is. */
  readonly macro: number;
  /** Their mean weighted by how often each class occurs; NaN where none is defined. */
  readonly weighted: number;
  /** Classes with no row, or with every row, in `actual`: there is nothing to rank there. */
  readonly undefinedClasses: readonly string[];
}

/** Scores each class against the rest by `score`, which sees only classes with rows on either side. */
export function oneVsRest(
  labels: ProbabilisticLabels,
  score: (counts: ThresholdCounts) => number,
): OneVsRest {
  const { codes, columns } = scoreColumns(labels);
  const perClass: Record<string, number> = {};
  const undefinedClasses: string[] = [];
  let defined = 0;
  let sum = 0;
  let weightedSum = 0;
  let weights = 0;
  for (const [c, name] of labels.classes.entries()) {
    const counts = thresholdCounts(columns[c]!, { codes, positive: c });
    if (counts.positives === 0 || counts.negatives === 0) {
      perClass[name] = Number.NaN;
      undefinedClasses.push(name);
      continue;
    }
    const value = score(counts);
    perClass[name] = value;
    defined++;
    sum += value;
    weightedSum += value * counts.positives;
    weights += counts.positives;
  }
  return { perClass, macro: sum / defined, weighted: weightedSum / weights, undefinedClasses };
}
