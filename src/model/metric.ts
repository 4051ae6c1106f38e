import type { NumberFormat } from './display.ts';
import type { Score } from './predictions.ts';

/** A number that a stage reports about its result, with what is known of its uncertainty. */
export interface Metric {
  readonly value: number;
  /** A 95 % interval, [low, high]. */
  readonly interval?: readonly [number, number];
  /** Rows that the value was computed on. */
  readonly n?: number;
  /** Independent rows that the interval was computed for, where rows overlap. */
  readonly effectiveN?: number;
  /** The honest baseline to read the value against, such as the majority class's accuracy. */
  readonly baseline?: number;
  readonly direction?: 'higher' | 'lower';
  /** Whether the run's summary, the list and the report's head show it. */
  readonly headline?: boolean;
  /** What one of it is, beside the number: `EUR`, `days`. */
  readonly unit?: string;
  /** Decimals to show, of a percentage where the format is one; else as many as the interval needs. */
  readonly digits?: number;
  /** How the number is shown: `percent` takes 0.61 as 61 %, `year` has no comma. */
  readonly format?: NumberFormat;
  /** The output whose rows give it, and how: see `ctx.predictions`. Its own name where no score is said. */
  readonly from?: string;
  readonly score?: Score;
  /** Why the interval cannot be trusted: a class of too few rows. */
  readonly doubt?: 'rare-class';
}
