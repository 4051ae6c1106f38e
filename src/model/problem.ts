import type { ArchiveProblem } from './archive.ts';
import type { StageCodeProblem } from './code-problem.ts';
import type { ConfigProblem } from './config-problem.ts';
import type { ModelRefusal } from './model-refusal.ts';
import type { ModelRequest } from './model-request.ts';
import type { ReproductionProblem } from './reproduction-problem.ts';
import type { RequestProblem } from './request-problem.ts';

/** An expected failure that a person can mend: facts and a place, no prose. */
export type Problem =
  | UsageProblem
  | RequestProblem
  | ReproductionProblem
  | ArchiveProblem
  | PipelineFileProblem
  | ConfigProblem
  | StageCodeProblem;

/** Wrong use of the command line. */
export type UsageProblem =
  | { readonly kind: 'unknown-command'; readonly given: string; readonly near: string | null }
  | {
      readonly kind: 'unknown-flag';
      readonly command: string;
      readonly given: string;
      readonly near: string | null;
    }
  | { readonly kind: 'missing-argument'; readonly command: string; readonly label: string }
  /** More positional arguments than the command takes; `given` is the first that is too many. */
  | { readonly kind: 'extra-argument'; readonly command: string; readonly given: string }
  /** A flag that needs a value came without one. */
  | {
      readonly kind: 'missing-flag-value';
      readonly command: string;
      readonly flag: string;
      readonly label: string;
    }
  /** `--json=yes`: a flag that takes no value came with one. */
  | { readonly kind: 'unwanted-flag-value'; readonly command: string; readonly flag: string }
  /** A flag that may stand once came twice. */
  | { readonly kind: 'repeated-flag'; readonly command: string; readonly flag: string }
  | { readonly kind: 'no-such-experiment'; readonly given: string; readonly near: string | null }
  /** What was typed fits several experiments: an id's beginning or its words. */
  | { readonly kind: 'ambiguous-experiment'; readonly given: string; readonly matches: readonly string[] }
  /** A file of an experiment's folder that is not what labbook writes there; `detail` names the first fault. */
  | {
      readonly kind: 'damaged-experiment';
      readonly id: string;
      /** Relative to the project's root. */
      readonly file: string;
      readonly fault: 'missing' | 'unreadable' | 'not-json' | 'other-schema' | 'edited' | 'invalid';
      readonly detail: string;
    }
  /** A baseline that is not as it was accepted. */
  | {
      readonly kind: 'damaged-baseline';
      readonly file: string;
      readonly fault:
        | 'unreadable'
        | 'not-json'
        | 'invalid'
        | 'edited'
        | 'predictions-missing'
        | 'predictions-edited'
        | 'archive-missing'
        | 'archive-edited';
      readonly detail: string;
    }
  /** A `--where` that DuckDB, or labbook on its behalf, does not take. */
  | {
      readonly kind: 'bad-filter';
      readonly given: string;
      readonly message: string;
      readonly near: string | null;
      /** What a filter can name, as it is to be written. */
      readonly columns: readonly string[];
    }
  /** A model of the registry cannot be trusted, or there is none of that name. */
  | { readonly kind: 'model-refused'; readonly refusal: ModelRefusal }
  | { readonly kind: 'model-request'; readonly request: ModelRequest }
  /** A `--where` that was ended, since it took longer than `seconds`, or all the memory that it may have. */
  | {
      readonly kind: 'filter-too-heavy';
      readonly given: string;
      readonly limit: 'time' | 'memory';
      readonly seconds: number;
    };

/** The pipeline's file cannot be read as text at all. */
type PipelineFileProblem =
  | { readonly kind: 'no-pipeline'; readonly file: string }
  /** `--project` names a folder without a pipeline.yaml. */
  | { readonly kind: 'no-such-project'; readonly folder: string }
  | { readonly kind: 'pipeline-unreadable'; readonly file: string; readonly code: string }
  | {
      readonly kind: 'pipeline-too-large';
      readonly file: string;
      readonly bytes: number;
      readonly limitBytes: number;
    }
  /** Not UTF-8, or with NUL characters; `line` is where that shows first. */
  | { readonly kind: 'pipeline-not-text'; readonly file: string; readonly line: number };
