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
  const lines = labels.classes.map((name, c) => {
    const counts = thresholdCounts(columns[c]!, { codes, positive: c });
    const isDefined = counts.positives > 0 && counts.negatives > 0;
    return { name, isDefined, value: isDefined ? score(counts) : Number.NaN, rows: counts.positives };
  });
  const defined = lines.filter((line) => line.isDefined);
  const weights = defined.reduce((sum, line) => sum + line.rows, 0);
  return {
    perClass: Object.fromEntries(lines.map((line) => [line.name, line.value])),
    macro: defined.reduce((sum, line) => sum + line.value, 0) / defined.length,
    weighted: defined.reduce((sum, line) => sum + line.value * line.rows, 0) / weights,
    undefinedClasses: lines.filter((line) => !line.isDefined).map((line) => line.name),
  };
}
