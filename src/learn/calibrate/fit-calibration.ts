import { isotonicFit } from './isotonic-fit.ts';
import { sigmoidFit } from './sigmoid-fit.ts';

/**
 * How probabilities are calibrated, from rows that the model was not trained on. `platt` fits a sigmoid to the
 * log-odds (Platt, 1999), for few rows; `isotonic` a rising staircase (Zadrozny and Elkan, 2002), for a thousand
 * rows and more.
 */
export type CalibrationKind = 'platt' | 'isotonic';

/** A fitted calibration as plain JSON, to be saved beside the model. */
export interface CalibrationState {
  readonly schema: 'labbook.calibration/1';
  readonly kind: CalibrationKind;
  readonly classes: readonly string[];
  /** A map a class, from the model's probability to the calibrated one. */
  readonly maps: readonly CalibrationMap[];
}

export type CalibrationMap =
  /** 1 / (1 + e^−(slope · log-odds + intercept)) */
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  /** Straight lines between the points (x ascending, y not descending), level beyond them. */
  | { readonly kind: 'isotonic'; readonly x: readonly number[]; readonly y: readonly number[] };

/**
 * Fits a calibration to a part of the data of its own: neither the rows that the model was trained on, whose
 * probabilities are too sure, nor the test rows that it is scored on. Of more than two classes each is calibrated
 * against the others, and the shares are made to sum to 1. Throws where a class has no row, or all.
 */
export function fitCalibration({
  probabilities,
  labels,
  classes,
  kind,
}: {
  /** A column a class, by its name. */
  readonly probabilities: Readonly<Record<string, Float64Array>>;
  readonly labels: readonly string[];
  readonly classes: readonly string[];
  readonly kind: CalibrationKind;
}): CalibrationState {
  const maps = classes.map((name) => {
    const scores = columnOf(probabilities, name);
    if (scores.length !== labels.length) {
      throw new Error(`there are ${scores.length} probabilities for ${labels.length} labels`);
    }
    const bad = scores.findIndex((p) => !(p >= 0 && p <= 1));
    if (bad !== -1) throw new Error(`the probability of "${name}" at row ${bad} is ${scores[bad]}`);
    const isOwn = labels.map((label) => label === name);
    const own = isOwn.filter(Boolean).length;
    if (own === 0 || own === labels.length) {
      throw new Error(
        `${own} of ${labels.length} rows are of class "${name}": nothing can be calibrated on them`,
      );
    }
    return kind === 'platt' ? sigmoidFit(scores, isOwn) : isotonicFit(scores, isOwn);
  });
  return { schema: 'labbook.calibration/1', kind, classes: [...classes], maps };
}

/** The probabilities of that class; throws where there are none. */
export function columnOf(probabilities: Readonly<Record<string, Float64Array>>, name: string): Float64Array {
  const column = Object.hasOwn(probabilities, name) ? probabilities[name] : undefined;
  if (column === undefined) throw new Error(`there are no probabilities of "${name}"`);
  return column;
}
