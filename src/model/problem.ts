/** An expected failure that a person can mend: facts and a place, no prose. */
export type Problem = UsageProblem;

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
  | { readonly kind: 'no-such-experiment'; readonly given: string; readonly near: string | null }
  /** What was typed fits several experiments: an id's beginning or its words. */
  | { readonly kind: 'ambiguous-experiment'; readonly given: string; readonly matches: readonly string[] }
  /** A file of an experiment's folder that is not what labbook writes there; `detail` names the first fault. */
  | {
      readonly kind: 'damaged-experiment';
      readonly id: string;
      /** Relative to the project's root. */
      readonly file: string;
      readonly fault: 'missing' | 'unreadable' | 'not-json' | 'other-schema' | 'invalid';
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
  /** The text says it all; for problems that no code tells apart. */
  | { readonly kind: 'bad-request'; readonly message: string; readonly help: string };
