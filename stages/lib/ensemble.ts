import { type Columns, classPriorBaseline } from 'labbook/learn';

export type Probabilities = Readonly<Record<string, Float64Array>>;

/**
 * The mean of the members that there are. Without any it falls back to the classes' shares in the training
 * labels, which is the best that nobody's opinion gives.
 */
export function ensembleProba(
  members: readonly Probabilities[],
  { classes, trained, rows }: { classes: readonly string[]; trained: readonly string[]; rows: number },
): Probabilities {
  if (members.length === 0) return classPriorBaseline({ trained, classes }, { rows }).probabilities ?? {};
  return Object.fromEntries(
    classes.map((name) => {
      const column = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (const member of members) sum += member[name]?.[row] ?? Number.NaN;
        column[row] = sum / members.length;
      }
      return [name, column];
    }),
  );
}

/** The most probable class of each row; of equals the first in `classes`. */
export function mostProbable(probabilities: Probabilities, classes: readonly string[]): readonly string[] {
  const rows = probabilities[classes[0] ?? '']?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    let best = classes[0] ?? '';
    for (const name of classes) {
      if ((probabilities[name]?.[row] ?? 0) > (probabilities[best]?.[row] ?? 0)) best = name;
    }
    return best;
  });
}

/** Probabilities as the columns `p_<class>`, or `<member>_p_<class>`. */
export function probabilityColumns(probabilities: Probabilities, prefix = ''): Columns {
  return Object.fromEntries(
    Object.entries(probabilities).map(([name, column]) => [`${prefix}p_${name}`, column]),
  );
}
