import type { OutputDifference } from './output-difference.ts';

/**
 * What a run proved about leakage, by making its stages again with other inputs (`future`, `groups`) or by reading
 * the tables that it wrote (`split`). Facts only.
 */
export type LeakageCheck = ProbeCheck | SplitCheck;

/** What came of changing everything that must not be known, and making the data stages again. */
export interface ProbeCheck {
  /** What was changed: all after an instant, or all of the groups of the test part. */
  readonly kind: 'future' | 'groups';
  /** `unknown` where nothing was found, and not all could be looked at that had to be. */
  readonly state: 'passed' | 'failed' | 'unknown';
  /** Epoch milliseconds of the last instant that was known; null for `groups`. */
  readonly atMs: number | null;
  /** The column that names the groups; null for `future`. */
  readonly column: string | null;
  /** What was changed: `extract.snapshot market_data`, or the path of a file. */
  readonly sources: readonly ChangedSource[];
  /** What had to stay as it was. */
  readonly judged: readonly JudgedOutput[];
  /** What did not, in pipeline order; empty where all did. */
  readonly findings: readonly LeakageFinding[];
  /** What could not be looked at, and why. */
  readonly left: readonly LeftOut[];
}

export interface ChangedSource {
  readonly name: string;
  readonly rows: number;
  readonly changed: number;
}

export interface JudgedOutput {
  readonly stage: string;
  readonly output: string;
  /** Rows that had to stay; null for a file that had to stay as a whole. */
  readonly rows: number | null;
}

/** How the rows were changed: their values shuffled and scaled, or the rows left out. */
export type SourceChange = 'values' | 'rows';

export type LeakageFinding =
  /** A value of a row that was known. */
  | {
      readonly kind: 'value';
      readonly stage: string;
      readonly output: string;
      readonly change: SourceChange;
      readonly column: string;
      /** The first such row, by its key: `symbol A, ts 2015-03-02`. */
      readonly row: string;
      readonly recorded: string | null;
      readonly made: string | null;
      readonly count: number;
      readonly rows: number;
      /** Whether the column reads like a label in a table that does not say how far its labels look ahead. */
      readonly isBareLabel: boolean;
    }
  /** A row that was known is there in one of the two alone. */
  | {
      readonly kind: 'row';
      readonly stage: string;
      readonly output: string;
      readonly change: SourceChange;
      readonly row: string;
      readonly isLost: boolean;
      readonly count: number;
    }
  /** A file that is made of what was known alone. */
  | {
      readonly kind: 'file';
      readonly stage: string;
      readonly output: string;
      readonly change: SourceChange;
      readonly difference: OutputDifference;
    }
  /** Columns have come, gone or changed type. */
  | {
      readonly kind: 'columns';
      readonly stage: string;
      readonly output: string;
      readonly change: SourceChange;
    }
  /** One group is in two parts. */
  | {
      readonly kind: 'in-both';
      readonly stage: string;
      readonly output: string;
      readonly group: string;
      readonly parts: readonly [string, string];
    };

export interface LeftOut {
  /** `features.table`, or the path of a file. */
  readonly name: string;
  readonly why:
    | 'no-time'
    | 'no-group'
    | 'no-split'
    | 'not-by-time'
    | 'split-moved'
    | 'failed'
    | 'not-kept'
    | 'not-same'
    | 'models'
    | 'no-effect';
  /** What the stage said, where it failed. */
  readonly detail?: string;
}

/** What the tables of a split say themselves, whatever its stage reports. */
export interface SplitCheck {
  readonly kind: 'split';
  /** `unknown` where nothing was found, and not all could be looked at that had to be. */
  readonly state: 'passed' | 'failed' | 'unknown';
  readonly stage: string;
  /** Rows to train on and to test on, over all folds. */
  readonly train: number;
  readonly test: number;
  /** The least time from the end of an earlier part's labels to the next part; null where no table tells. */
  readonly gapDays: number | null;
  /** A row that is in two parts of one fold, by its key; null for none. */
  readonly inBoth: string | null;
  /** Rows that were predicted, and how many of them are not in the test part; null where none are found. */
  readonly predicted: { readonly stage: string; readonly rows: number; readonly outside: number } | null;
}
