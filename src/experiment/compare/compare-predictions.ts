import { compareText } from '../../base/compare-text.ts';
import type { ConfusionDifference, Flip, Flips } from '../../model/comparison.ts';
import type { PredictionTable, ScoredLabels } from './prediction-table.ts';

/** The confusion matrices of two experiments on the same rows; null where they predict numbers. */
export function confusionDifference(
  baseline: PredictionTable,
  candidate: PredictionTable,
): ConfusionDifference | null {
  if (baseline.scored.kind === 'numbers' || candidate.scored.kind === 'numbers') return null;
  const classes = [...new Set([...baseline.scored.classes, ...candidate.scored.classes])].sort(compareText);
  return {
    classes,
    baseline: confusionCounts(baseline.scored, classes),
    candidate: confusionCounts(candidate.scored, classes),
  };
}

/** The rows on which two experiments part, in the order of their keys; null where they predict numbers. */
export function flipsBetween(baseline: PredictionTable, candidate: PredictionTable): Flips | null {
  if (baseline.scored.kind === 'numbers' || candidate.scored.kind === 'numbers') return null;
  const [before, after] = [baseline.scored.predicted, candidate.scored.predicted];
  const rightToWrong: Flip[] = [];
  const wrongToRight: Flip[] = [];
  let wrongToWrong = 0;
  for (const [row, key] of baseline.keys.entries()) {
    const actual = baseline.scored.actual[row] ?? '';
    const flip = { key, actual, baseline: before[row] ?? '', candidate: after[row] ?? '' };
    if (flip.baseline === flip.candidate) continue;
    if (flip.baseline === actual) rightToWrong.push(flip);
    else if (flip.candidate === actual) wrongToRight.push(flip);
    else wrongToWrong += 1;
  }
  return { keyNames: baseline.keyNames, rightToWrong, wrongToRight, wrongToWrong };
}

function confusionCounts(
  { actual, predicted }: ScoredLabels,
  classes: readonly string[],
): readonly (readonly number[])[] {
  const place = new Map(classes.map((name, index) => [name, index]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const [row, label] of actual.entries()) {
    const [a, p] = [place.get(label) ?? 0, place.get(predicted[row] ?? '') ?? 0];
    const cells = counts[a];
    if (cells !== undefined) cells[p] = (cells[p] ?? 0) + 1;
  }
  return counts;
}
