import type { Json } from '../base/json.ts';
import type { RunsDifference } from './gate-report.ts';
import type { ExperimentId } from './record.ts';

/** What of two experiments' recipes makes one of them worse: facts for terminal, JSON and page. */
export interface Bisection {
  readonly schema: 'labbook.bisect/1';
  readonly good: ExperimentId;
  readonly bad: ExperimentId;
  readonly metric: string;
  /** The stage that the bad experiment failed at: then whether it fails is asked, not a metric; else null. */
  readonly failing: string | null;
  readonly direction: 'higher' | 'lower';
  /** Of the bad one against the good, in favour of the bad: negative is worse. */
  readonly total: RunsDifference;
  /** Everything that was switched, in the order of the answer's other lists. */
  readonly differences: readonly RecipeDifference[];
  /** What differs and cannot be switched here; it stood as it is installed now in every probe. */
  readonly fixed: readonly FixedDifference[];
  /** The smallest set of differences found that makes the metric as bad; indices of `differences`. */
  readonly causes: readonly number[];
  /** What that set does by itself, against the good experiment; null where nothing was found. */
  readonly explained: RunsDifference | null;
  /** Causes that could not be parted, since one without the other does not run. */
  readonly areInseparable: boolean;
  /** Why nothing was found; null where something was. */
  readonly nothing: 'no-drop' | 'no-difference' | 'not-remade' | null;
  readonly probes: readonly Probe[];
  readonly seconds: number;
}

export type RecipeDifference =
  /** A parameter; `stages` are those that it reaches. */
  | {
      readonly kind: 'param';
      readonly name: string;
      readonly stages: readonly string[];
      readonly before: Json;
      readonly after: Json;
    }
  /** Neighbouring lines of a file that changed together, and the declaration that they stand in. */
  | {
      readonly kind: 'code';
      readonly path: string;
      readonly line: number;
      readonly declaration: string | null;
      readonly lines: number;
    }
  /** A file that is there in one of the two alone, or that is no text. */
  | { readonly kind: 'file'; readonly path: string; readonly change: 'added' | 'removed' | 'changed' }
  /** What a stage gave that reads a database or the network. */
  | { readonly kind: 'data'; readonly stage: string }
  | { readonly kind: 'seed'; readonly before: number; readonly after: number }
  /** Stages, inputs and outputs as pipeline.yaml wires them. */
  | { readonly kind: 'wiring'; readonly stages: readonly string[] };

export type FixedDifference =
  | {
      readonly kind: 'package';
      readonly name: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | { readonly kind: 'runtime'; readonly name: string; readonly before: string; readonly after: string };

/** The good experiment's recipes with some of the differences switched to the bad one's. */
export interface Probe {
  /** Indices of `differences`. */
  readonly switched: readonly number[];
  readonly state: 'good' | 'bad' | 'broken';
  /** Against the good experiment, in favour of the probe; null where it did not run. */
  readonly difference: RunsDifference | null;
  /** Whether the paired interval decided it; else the nearer of the two did. */
  readonly isSettled: boolean;
  readonly seconds: number;
  /** Stages that ran; the others were known. */
  readonly ran: readonly string[];
}
