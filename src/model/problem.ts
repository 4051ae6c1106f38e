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
  /** The text says it all; for problems that no code tells apart. */
  | { readonly kind: 'bad-request'; readonly message: string; readonly help: string };
