import type { Digest } from '../base/digest.ts';

/** Why an experiment cannot be found by what was typed, or cannot be made again. */
export type ReproductionProblem =
  /** Neither a digest that a record names, nor an experiment, nor a file. */
  | { readonly kind: 'no-such-reference'; readonly given: string }
  /** The beginning of several digests. */
  | { readonly kind: 'ambiguous-digest'; readonly given: string; readonly matches: readonly Digest[] }
  /** Recorded by a version that kept no sources. */
  | { readonly kind: 'no-materials'; readonly experiment: string }
  /** A stage that has no recorded result: it failed, or the run was stopped. */
  | { readonly kind: 'not-recorded'; readonly experiment: string; readonly stage: string }
  | { readonly kind: 'nothing-to-make'; readonly experiment: string }
  | {
      readonly kind: 'unknown-output';
      readonly given: string;
      readonly near: string | null;
      readonly known: readonly string[];
    }
  | {
      readonly kind: 'blob-lost';
      readonly blob: Digest;
      /** The file or the `stage.output` that it is. */
      readonly what: string;
      readonly how: 'missing' | 'damaged';
    }
  /** Neither taken away before, nor is its place free. */
  | { readonly kind: 'nothing-removed'; readonly given: string }
  | { readonly kind: 'no-lock-file' }
  | { readonly kind: 'install-failed'; readonly detail: string }
  /** What `--node` names is no Node, or cannot be had. */
  | { readonly kind: 'no-such-node'; readonly given: string; readonly detail: string };
