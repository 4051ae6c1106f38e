import type { Digest } from '../base/digest.ts';
import type { Metric } from './metric.ts';
import type { PredictionsDeclaration } from './predictions.ts';
import type { ExperimentId } from './record.ts';

/**
 * `baseline.json`: the experiment that a change is held against, accepted by a person and committed, with its
 * predictions beside it in `baseline/`. The seal tells an edit by hand.
 */
export interface Baseline {
  readonly schema: 'labbook.baseline/1';
  readonly experiment: ExperimentId;
  /** ISO 8601 instant. */
  readonly acceptedAt: string;
  readonly reason: string;
  readonly pipeline: string;
  readonly gitCommit: string | null;
  /** The stage that scores, and the rows that it scored. */
  readonly stage: string;
  readonly testSet: Digest;
  readonly rows: number;
  /** The longest label horizon among its params, in days; 0 where there is none. */
  readonly horizon: number;
  /** Experiments that had been scored on this test set by then. */
  readonly scoredTimes: number;
  /** A file a seed, the experiment's own first. */
  readonly predictions: readonly BaselinePredictions[];
  /** The experiment and all that made it, where it was accepted with `--archive`. */
  readonly archive?: BaselineArchive;
  /** What the stage said of their columns; left out where it said nothing. */
  readonly declared?: PredictionsDeclaration;
  /** `stage.output` → content digest, of what the scoring stage read from other stages. */
  readonly models: Readonly<Record<string, Digest>>;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** The best value of each gated metric that was ever accepted on this test set. */
  readonly best: Readonly<Record<string, BestEver>>;
  /** Every acceptance, oldest first; the last is this one. */
  readonly history: readonly Acceptance[];
}

export interface BaselinePredictions {
  readonly seed: number;
  /** Relative to the project's root. */
  readonly file: string;
  /** Of the file's bytes. */
  readonly digest: Digest;
}

/** What `labbook export` writes of the accepted experiment: a clone has its snapshot, models and record by it. */
export interface BaselineArchive {
  /** Relative to the project's root. */
  readonly file: string;
  readonly digest: Digest;
  readonly bytes: number;
}

export interface BestEver {
  readonly experiment: ExperimentId;
  readonly value: number;
  readonly predictions: readonly BaselinePredictions[];
}

export interface Acceptance {
  readonly experiment: ExperimentId;
  readonly acceptedAt: string;
  readonly reason: string;
  readonly testSet: Digest;
  /** Of the gated metrics. */
  readonly metrics: Readonly<Record<string, number>>;
}
