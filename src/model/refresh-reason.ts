import type { Digest } from '../base/digest.ts';

/** Why a source is read again, or is not, or may not be. */
export type RefreshReason =
  | { readonly kind: 'first' }
  | { readonly kind: 'always' }
  /** By `--refresh`. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'unchanged' | 'changed' | 'cannot-tell' }
  | { readonly kind: 'pinned'; readonly content: Digest }
  /** pipeline.lock names no snapshot. */
  | { readonly kind: 'not-pinned' }
  /** The store lacks the one that it names, or has it of other tables than are asked for now. */
  | { readonly kind: 'pinned-missing' | 'pinned-tables'; readonly content: Digest }
  | { readonly kind: 'offline'; readonly ageMs: number }
  | { readonly kind: 'offline-missing' | 'offline-tables' | 'offline-asked' }
  | { readonly kind: 'young' | 'old'; readonly ageMs: number; readonly everyMs: number };
