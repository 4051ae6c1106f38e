import { asConfusion, confusionTotals, type Labelled } from './confusion-matrix.ts';

/**
 * Agreement beyond chance: (observed − expected) / (1 − expected), at most 1. Cohen, "A coefficient of
 * agreement for nominal scales", 1960. NaN, as in scikit-learn, where both sides hold the same single class:
 * chance alone agrees everywhere then.
 */
export function cohensKappa(labelled: Labelled): number {
  const confusion = asConfusion(labelled);
  const { actual, predicted, correct } = confusionTotals(confusion);
  const rows = confusion.rows;
  let agreed = 0;
  let byChance = 0;
  for (let c = 0; c < actual.length; c++) {
    agreed += correct[c]!;
    byChance += (actual[c]! * predicted[c]!) / rows;
  }
  return byChance === rows ? Number.NaN : (agreed - byChance) / (rows - byChance);
}
