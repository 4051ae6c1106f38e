import type { NoPredictions } from './comparison.ts';
import type { RefreshReason } from './refresh-reason.ts';
import type { SourceProblem } from './source-problem.ts';

/** What a command was asked for cannot be done as things are. */
export type RequestProblem =
  | {
      readonly kind: 'bad-flag-value';
      readonly flag: string;
      readonly given: string;
      readonly takes: FlagRule;
    }
  /** What the stages that are to run alone read from would run itself. */
  | { readonly kind: 'upstream-stale'; readonly stages: readonly string[] }
  | {
      readonly kind: 'unknown-stage';
      readonly given: string;
      readonly near: string | null;
      readonly known: readonly string[];
    }
  /** The last run did not come to a stage of the pipeline. */
  | { readonly kind: 'stage-not-reached'; readonly stage: string }
  /** This Node cannot run stages; `needed` is the range that can. */
  | { readonly kind: 'unsupported-node'; readonly version: string; readonly needed: string }
  /** The project's path holds a character with which Node cannot be given it as the folder to run stages in. */
  | { readonly kind: 'unusable-folder'; readonly folder: string; readonly sign: string }
  | { readonly kind: 'pipeline-exists' }
  /** `--frozen` has nothing to hold results against. */
  | { readonly kind: 'no-lock' }
  | { readonly kind: 'bad-tag'; readonly given: string }
  | { readonly kind: 'nothing-to-note' }
  | { readonly kind: 'too-few-experiments' }
  | { readonly kind: 'experiment-twice'; readonly id: string }
  | {
      readonly kind: 'unknown-column';
      readonly given: string;
      readonly near: string | null;
      /** What can be sorted by, as it is to be written. */
      readonly columns: readonly string[];
    }
  /** `given` is null where a source has to be named, since there are several or none. */
  | { readonly kind: 'no-such-seed'; readonly given: string | null; readonly known: readonly string[] }
  | { readonly kind: 'no-server-to-seed' }
  | {
      readonly kind: 'no-extract-stage';
      readonly experiment: string;
      readonly given: string | null;
      readonly known: readonly string[];
    }
  | {
      readonly kind: 'several-extract-stages';
      readonly experiment: string;
      readonly known: readonly string[];
    }
  | { readonly kind: 'no-snapshot'; readonly experiment: string; readonly stage: string }
  | { readonly kind: 'snapshot-lost'; readonly experiment: string }
  /** There is nothing to check. */
  | { readonly kind: 'no-gates' }
  | { readonly kind: 'no-baseline' }
  /** `labbook baseline` has no such verb. */
  | { readonly kind: 'unknown-verb'; readonly given: string; readonly known: readonly string[] }
  | { readonly kind: 'no-reason' }
  /** An experiment cannot be accepted: its run did not end well, or it has no rows to be held against. */
  | {
      readonly kind: 'not-acceptable';
      readonly experiment: string;
      readonly why: 'failed' | 'interrupted' | NoPredictions;
    }
  /** Two experiments cannot be held against each other by a metric: one lacks it, or they were scored on other rows. */
  | { readonly kind: 'not-paired'; readonly experiments: readonly string[]; readonly metric: string }
  /** A source is not to be read, and no snapshot of it can stand in. */
  | { readonly kind: 'no-usable-snapshot'; readonly stage: string; readonly reason: RefreshReason }
  /** A source cannot be read as a stage asks for it; `stage` is empty where none does. */
  | {
      readonly kind: 'source';
      readonly source: string;
      readonly stage: string;
      readonly problem: SourceProblem;
    };

/** What a flag's value must be. */
export type FlagRule =
  | { readonly kind: 'count'; readonly min: number }
  /** A number from 0. */
  | { readonly kind: 'distance' }
  | { readonly kind: 'instant' }
  | { readonly kind: 'duration' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'file'; readonly ending: string }
  | { readonly kind: 'column' }
  /** A day, or an instant. */
  | { readonly kind: 'date' }
  | { readonly kind: 'seeds' };
