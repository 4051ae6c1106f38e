/** The `gates` of a pipeline.yaml, resolved: what has to hold before a change may land. */
export interface Gates {
  /** In the order of the file. */
  readonly metrics: readonly MetricGate[];
  /** Whether every split must prove that no label reaches into a later part. */
  readonly isLeakageChecked: boolean;
  /** Seconds that making the results may take; of a stage, or of all where `stage` is null. */
  readonly maxSeconds: readonly Limit[];
  /** Bytes that outputs may have together; of a stage, or of all where `stage` is null. */
  readonly maxBytes: readonly Limit[];
  /** How many seeds the candidate is scored with; `auto` adds seeds until the verdicts are settled. */
  readonly seeds: number | 'auto';
  /** What `auto` may spend. */
  readonly maxSeeds: number;
  /** What it means that a margin can neither be held nor broken for certain. */
  readonly cannotTell: 'warn' | 'fail';
  /** The part of the predictions that only the gate may score, once a candidate; null for none. */
  readonly holdout: string | null;
}

export interface MetricGate {
  /** As written: `accuracy`, or `evaluate.accuracy`. */
  readonly metric: string;
  /** Null where the metric's own direction holds. */
  readonly direction: 'higher' | 'lower' | null;
  readonly floor: number | null;
  readonly ceiling: number | null;
  /** How much worse than the baseline it may be, in the metric's own unit. */
  readonly margin: number | null;
  /** How much worse than the best baseline ever accepted on this test set. */
  readonly drift: number | null;
  /** The rule that it has to beat for certain. */
  readonly beats: Beaten | null;
  /** Class → least recall. */
  readonly recall: Readonly<Record<string, number>>;
}

/** Rules that learn nothing: the most common class, the classes' shares, the last known label. */
export type Beaten = 'majority' | 'prior' | 'persistence';

export interface Limit {
  readonly stage: string | null;
  readonly max: number;
}
