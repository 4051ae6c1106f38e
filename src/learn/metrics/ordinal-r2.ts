import { asConfusion, type Labelled } from './confusion-matrix.ts';

/** A number for each class, declared by the user: what makes classes ordinal. */
export type OrdinalScores = Readonly<Record<string, number>>;

/**
 * R² between the declared scores of the actual and of the predicted classes. It is no classifier metric in
 * general (the scores are a choice), so it is always named `ordinal_r2` and never plain R². Where all actual
 * rows have one score: 1 if all predicted scores equal it, else 0, as `r2`. Throws on a class without a
 * finite score, and on fewer than two rows.
 */
export function ordinalR2(labelled: Labelled, { scores }: { readonly scores: OrdinalScores }): number {
  const { classes, counts, rows } = asConfusion(labelled);
  if (rows < 2) throw new Error('ordinal R² needs at least two rows');
  const values = classes.map((name) => scoreOf(name, scores));
  const size = classes.length;
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell++) sum += counts[cell]! * values[Math.floor(cell / size)]!;
  const mean = sum / rows;
  let squaredErrors = 0;
  let squaredDeviations = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const actual = values[Math.floor(cell / size)]!;
    squaredErrors += counts[cell]! * (values[cell % size]! - actual) ** 2;
    squaredDeviations += counts[cell]! * (actual - mean) ** 2;
  }
  // A mean is rounded: the deviations of equal scores from it need not be 0.
  const occurring = new Set(
    values.filter((_, c) => counts.slice(c * size, (c + 1) * size).some((n) => n > 0)),
  );
  if (occurring.size === 1) return squaredErrors === 0 ? 1 : 0;
  return 1 - squaredErrors / squaredDeviations;
}

function scoreOf(name: string, scores: OrdinalScores): number {
  const score = Object.hasOwn(scores, name) ? scores[name] : undefined;
  if (score === undefined || !Number.isFinite(score)) {
    throw new Error(
      `the class "${name}" has no ordinal score; scores are declared for ${Object.keys(scores).join(', ')}`,
    );
  }
  return score;
}
