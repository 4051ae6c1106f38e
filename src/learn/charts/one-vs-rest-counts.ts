import { type ProbabilisticLabels, scoreColumns } from '../metrics/probability-columns.ts';
import { type ThresholdCounts, thresholdCounts } from '../metrics/threshold-counts.ts';

/** The threshold counts of one class, or null where it has no rows, or every row: there is no curve then. */
export interface ClassCounts {
  readonly class: string;
  readonly counts: ThresholdCounts | null;
}

/** The threshold counts of every class against the rest, in the order of the classes. */
export function oneVsRestCounts(labels: ProbabilisticLabels): readonly ClassCounts[] {
  const { codes, columns } = scoreColumns(labels);
  return labels.classes.map((name, positive) => {
    const counts = thresholdCounts(columns[positive]!, { codes, positive });
    return { class: name, counts: counts.positives === 0 || counts.negatives === 0 ? null : counts };
  });
}

/** A sentence on the classes that have no curve, or nothing. */
export function withoutCurveInWords(curves: readonly ClassCounts[]): string {
  const without = curves.filter((curve) => curve.counts === null).map((curve) => curve.class);
  return without.length === 0
    ? ''
    : ` No curve for ${without.join(', ')}: no row, or every row, is of that class.`;
}
