import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { Looks } from './looks.ts';
import type { Metric } from './metric.ts';
import type { Reason } from './reason.ts';
import type { ExperimentId, ExperimentRecord } from './record.ts';

/** Experiments beside a baseline: facts only, for terminal, markdown and page alike. */
export interface Comparison {
  readonly schema: 'labbook.comparison/1';
  readonly baseline: ExperimentId;
  /** In the order asked for; the baseline among them. */
  readonly experiments: readonly ComparedExperiment[];
  /** One for each experiment but the baseline, in the same order. */
  readonly pairs: readonly PairComparison[];
  /** Metrics that any experiment puts first. */
  readonly headlines: readonly string[];
  /** Params that are not the same in all. */
  readonly varying: readonly string[];
  /** Of the baseline's test set; null where it is not known. */
  readonly looks?: Looks | null;
}

export interface ComparedExperiment {
  readonly id: ExperimentId;
  readonly name: string | null;
  readonly hypothesis: string | null;
  readonly tags: readonly string[];
  readonly state: ExperimentRecord['state'];
  readonly startedAt: string;
  readonly seconds: number;
  readonly gitCommit: string | null;
  readonly params: Readonly<Record<string, Json>>;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** One experiment (the candidate) against the baseline. Differences are candidate − baseline. */
export interface PairComparison {
  readonly baseline: ExperimentId;
  readonly candidate: ExperimentId;
  readonly testSet: TestSetRelation;
  /** The same of other stages and outputs that both have predictions in, by `stage.output`. */
  readonly otherTestSets?: readonly { readonly name: string; readonly testSet: TestSetRelation }[];
  /** Headline metrics first, then the others, each in the baseline's order. */
  readonly metrics: readonly MetricComparison[];
  /** What the user or the world changed, then what only followed from it; empty where nothing differs. */
  readonly changes: readonly StageChange[];
  readonly environment: readonly FactChange[];
  /** Uncommitted changes that each ran with, as git tells them; null where these are the same. */
  readonly uncommitted: { readonly baseline: string; readonly candidate: string } | null;
  /** Every stage of both, in dependency order. */
  readonly lineage: readonly LineageStep[];
  /** The first stage whose recipe differs, and the first whose result does; null where none does. */
  readonly recipesPartAt: string | null;
  readonly partsAt: string | null;
  /** Where the test sets differ: how the two do on the rows and labels that both share. */
  readonly common: CommonRows | null;
  readonly confusion: ConfusionDifference | null;
  readonly flips: Flips | null;
}

export type TestSetRelation =
  | {
      readonly kind: 'same';
      readonly digest: Digest;
      readonly rows: number;
      /** Distinct days, or null where rows have no time and were drawn one by one. */
      readonly days: number | null;
      /** Consecutive days that were drawn together. */
      readonly blockLength: number;
      readonly resamples: number;
      /** What rows were drawn together by, instead of days; left out where nothing says that they hang together. */
      readonly group?: { readonly name: string; readonly count: number };
      readonly isPredictedAlike: boolean;
    }
  /** `stage` is the one whose metrics were scored on these rows. */
  | { readonly kind: 'different'; readonly stage: string; readonly why: TestSetDifference }
  | { readonly kind: 'unknown'; readonly experiment: ExperimentId; readonly why: NoPredictions };

export type TestSetDifference =
  | { readonly kind: 'target'; readonly baseline: string; readonly candidate: string }
  | { readonly kind: 'keys'; readonly baseline: readonly string[]; readonly candidate: readonly string[] }
  | {
      readonly kind: 'rows';
      readonly onlyInBaseline: number;
      readonly onlyInCandidate: number;
      readonly common: number;
      /** Keys that show it, at most 3 of each. */
      readonly examples: readonly string[];
    }
  | {
      readonly kind: 'labels';
      readonly rows: number;
      readonly of: number;
      readonly examples: readonly string[];
    };

/** Headline metrics on shared test rows: facts, without a verdict. */
export interface CommonRows {
  readonly rows: number;
  readonly days: number | null;
  readonly metrics: readonly {
    readonly name: string;
    readonly baseline: number;
    readonly candidate: number;
    readonly delta: number;
    readonly interval: PairedInterval;
  }[];
}

export interface MetricComparison {
  /** `evaluate.accuracy`. */
  readonly name: string;
  readonly isHeadline: boolean;
  readonly direction: 'higher' | 'lower' | null;
  readonly baseline: Metric | null;
  readonly candidate: Metric | null;
  /** Null where one of the two is missing, or was scored on another test set. */
  readonly delta: number | null;
  readonly verdict: Verdict;
}

/** A paired 95 % interval of candidate − baseline. */
export interface PairedInterval {
  readonly low: number;
  readonly high: number;
}

export type Verdict =
  | { readonly kind: 'better' | 'worse'; readonly interval: PairedInterval }
  /** Every row is scored alike. */
  | { readonly kind: 'same' }
  | { readonly kind: 'cannot-tell'; readonly interval: PairedInterval | null; readonly why: CannotTell }
  | { readonly kind: 'not-comparable' };

export type CannotTell =
  /** The interval holds zero: noise alone could do that. */
  | 'within-noise'
  | 'no-predictions'
  /** One of the two does not report it. */
  | 'missing'
  /** The predictions do not give the number that was recorded. */
  | 'not-recomputed'
  /** It is none of the metrics that are computed from predictions here, draw by draw. */
  | 'no-formula'
  /** Nobody said whether higher is better. */
  | 'no-direction'
  /** Too few days, groups or rows for an interval. */
  | 'too-few'
  /** A class has too few rows for a score that weighs classes alike. */
  | 'rare-class'
  /** Its interval leaves 0 out, but of so many metrics that nobody put first some do by chance (Holm). */
  | 'one-of-many';

export interface StageChange {
  readonly stage: string;
  /**
   * `cause`: something of its own changed; `follows`: only what it reads did; `unexplained`: its recipe is the
   * same and its result is not; `added` and `removed`: only one of the two has it; `no-result`: it failed or
   * was blocked in one of them, so that its results cannot be told apart.
   */
  readonly kind: 'cause' | 'follows' | 'unexplained' | 'added' | 'removed' | 'no-result';
  readonly reasons: readonly Reason[];
  readonly code: { readonly path: string; readonly diff: string } | null;
  readonly outputs: readonly OutputChange[];
}

export interface OutputChange {
  readonly name: string;
  readonly rows: readonly [number | null, number | null];
  readonly bytes: readonly [number | null, number | null];
  readonly columns: readonly ColumnChange[];
}

export interface ColumnChange {
  readonly column: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Total variation distance of the two histograms, 0 … 1; null where there are none to compare. */
  readonly drift: number | null;
  /** What differs: `nulls`, `distinct`, `min`, `max`, `type`. */
  readonly facts: readonly FactChange[];
}

export interface FactChange {
  readonly name: string;
  readonly before: Json;
  readonly after: Json;
}

export interface LineageStep {
  readonly stage: string;
  /** Of the baseline and the candidate; null where there is none. */
  readonly fingerprints: readonly [Digest | null, Digest | null];
  readonly relation:
    | 'same'
    /** Another recipe, the same result. */
    | 'same-result'
    | 'different'
    /** The same recipe, another result. */
    | 'unexplained'
    | 'only-baseline'
    | 'only-candidate'
    /** One of the two has no result. */
    | 'no-result';
}

export interface ConfusionDifference {
  readonly classes: readonly string[];
  /** Counts by actual (row) and predicted (column). */
  readonly baseline: readonly (readonly number[])[];
  readonly candidate: readonly (readonly number[])[];
}

export interface Flips {
  readonly keyNames: readonly string[];
  readonly rightToWrong: readonly Flip[];
  readonly wrongToRight: readonly Flip[];
  /** Rows that both have wrong, but differently. */
  readonly wrongToWrong: number;
}

export interface Flip {
  readonly key: string;
  readonly actual: string;
  readonly baseline: string;
  readonly candidate: string;
}

/** Why an experiment's per-row predictions cannot be had. */
export type NoPredictions =
  /** No stage with headline metrics has an output named `predictions`. */
  | { readonly kind: 'none' }
  /** The file is neither among the experiment's artifacts nor in the store. */
  | { readonly kind: 'file-missing'; readonly path: string }
  /** The file's bytes are not those that the record names. */
  | { readonly kind: 'file-damaged'; readonly path: string }
  | { readonly kind: 'unusable'; readonly path: string; readonly detail: string };
