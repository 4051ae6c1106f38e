import type { Digest } from '../base/digest.ts';

/** Why a source is read again, or is not. */
export type RefreshReason =
  | { readonly kind: 'first' }
  | { readonly kind: 'always' }
  | { readonly kind: 'unchanged' | 'changed' | 'cannot-tell' }
  | { readonly kind: 'pinned'; readonly content: Digest }
  | { readonly kind: 'not-pinned' }
  | { readonly kind: 'pinned-missing'; readonly content: Digest }
  | { readonly kind: 'offline'; readonly ageMs: number }
  | { readonly kind: 'offline-missing' }
  | { readonly kind: 'young' | 'old'; readonly ageMs: number; readonly everyMs: number };
