import type { CalibrationKind, CalibrationState } from './calibration-state.ts';
import { isotonicFit } from './isotonic-fit.ts';
import { sigmoidFit } from './sigmoid-fit.ts';

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
