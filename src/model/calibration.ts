import type { ExperimentId } from './record.ts';

/** How often the gate as it stands would cry wolf, and which drop it would catch, by runs that are equally good. */
export interface Calibration {
  readonly schema: 'labbook.calibration/1';
  readonly baseline: ExperimentId;
  /** Runs of the same recipe with other seeds, each held against the baseline. */
  readonly runs: number;
  readonly gates: readonly CalibratedGate[];
}

export interface CalibratedGate {
  readonly metric: string;
  readonly margin: number;
  readonly failed: number;
  readonly passed: number;
  readonly cannotTell: number;
  /** The mean standard error of the difference, what seeds do among it. */
  readonly standardError: number;
  /** The chance that a drop of the margin shows as one. */
  readonly powerAtMargin: number;
  /** Chances by true drop, rising. */
  readonly curve: readonly { readonly drop: number; readonly fails: number; readonly passes: number }[];
}
