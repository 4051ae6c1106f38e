import type { NumericColumn } from '../columns.ts';
import { labelCodes, requireSameLength } from './label-codes.ts';

/** What was true, and how probable the classifier held each class: a column a class, a row each. */
export interface ProbabilisticLabels {
  readonly actual: readonly string[];
  readonly classes: readonly string[];
  readonly probabilities: Readonly<Record<string, NumericColumn>>;
}

/** Probabilities whose row does not sum to 1 within this are refused: they are scores of another kind. */
const SUM_TOLERANCE = 1e-4;

/** The labels as codes, and the columns in the order of `classes`: parsed, for the metrics to work on. */
export interface ProbabilityColumns {
  readonly codes: Uint32Array;
  readonly columns: readonly NumericColumn[];
  readonly rows: number;
}

/**
 * Reads the probabilities of every class. Throws where a class has no column, a column no class, lengths
 * differ, a value is no probability (outside [0, 1] or NaN), or a row sums to anything but 1 (within 1e-4).
 */
export function probabilityColumns(labels: ProbabilisticLabels): ProbabilityColumns {
  const scores = scoreColumns(labels);
  const { columns, rows } = scores;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (const [c, column] of columns.entries()) {
      const value = column[row]!;
      if (!(value >= 0 && value <= 1)) {
        throw new Error(
          `the probability of "${labels.classes[c]}" at row ${row} is ${value}; it must lie in [0, 1]`,
        );
      }
      sum += value;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new Error(`the probabilities at row ${row} sum to ${sum}, not to 1`);
    }
  }
  return scores;
}

/** As `probabilityColumns`, for scores of any finite size: all that a ranking, as in ROC, needs. */
export function scoreColumns({ actual, classes, probabilities }: ProbabilisticLabels): ProbabilityColumns {
  const codes = labelCodes(actual, { classes, what: 'actual' });
  for (const name of Object.keys(probabilities)) {
    if (!classes.includes(name)) {
      throw new Error(
        `there are probabilities of "${name}", which is no class; the classes are ${classes.join(', ')}`,
      );
    }
  }
  const columns = classes.map((name) => {
    const column = Object.hasOwn(probabilities, name) ? probabilities[name] : undefined;
    if (column === undefined) throw new Error(`the class "${name}" has no probabilities`);
    requireSameLength(
      { name: 'actual', length: actual.length },
      { name: `probabilities of "${name}"`, length: column.length },
    );
    for (let row = 0; row < column.length; row++) {
      if (!Number.isFinite(column[row])) {
        throw new Error(`the score of "${name}" at row ${row} is ${column[row]}; it must be finite`);
      }
    }
    return column;
  });
  return { codes, columns, rows: actual.length };
}
