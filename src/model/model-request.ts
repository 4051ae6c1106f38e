/** What was asked of `labbook models` or `labbook keygen` and cannot be done. */
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
  | { readonly fault: 'key-exists'; readonly file: string };
