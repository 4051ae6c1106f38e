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
