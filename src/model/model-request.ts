/** What was asked of `labbook models`, `labbook keygen` or `labbook predict` and cannot be done. */
export type ModelRequest =
  | {
      readonly fault: 'unknown-deed';
      readonly given: string;
      readonly near: string | null;
      readonly known: readonly string[];
    }
  | { readonly fault: 'no-reason' }
  | { readonly fault: 'bad-alias'; readonly given: string }
  | { readonly fault: 'no-key'; readonly file: string }
  | { readonly fault: 'bad-key-name'; readonly given: string }
  | { readonly fault: 'key-exists'; readonly file: string }
  | { readonly fault: 'no-model' }
  | { readonly fault: 'no-input' }
  | { readonly fault: 'bad-output'; readonly file: string; readonly endings: readonly string[] }
  | { readonly fault: 'rows-unreadable'; readonly file: string; readonly detail: string }
  | { readonly fault: 'no-rows'; readonly file: string }
  /** A transform, or every member, could make nothing of the rows. */
  | { readonly fault: 'rows-unusable'; readonly detail: string }
  /** What time a row is of cannot be told: the model names no column, or the rows lack it. */
  | { readonly fault: 'no-time'; readonly column: string | null }
  | { readonly fault: 'stale-rows'; readonly newest: string; readonly maxAgeMs: number };
