import type { Digest } from '../base/digest.ts';

/** Why a model is not loaded. What there is not is wrong use; anything else says that something was changed. */
export type ModelRefusal =
  | { readonly kind: 'no-such-model'; readonly given: string; readonly known: readonly string[] }
  | {
      readonly kind: 'no-such-version';
      readonly model: string;
      readonly given: string;
      readonly known: readonly string[];
    }
  /** Several models have what was given as the beginning of their digest. */
  | { readonly kind: 'ambiguous-model'; readonly given: string; readonly matches: readonly string[] }
  | LogRefusal
  | FileRefusal
  | SignatureRefusal
  /** Its bytes are those that were registered, and are no model, or none that fits its manifest or members. */
  | {
      readonly kind: 'model-unusable';
      readonly model: string;
      readonly file: string;
      readonly detail: string;
    };

/** `file` is relative to the project. */
export type LogRefusal = { readonly file: string } & (
  | { readonly kind: 'log-unreadable'; readonly detail: string }
  /** An entry is not what its digest says, or does not follow the one before. */
  | { readonly kind: 'log-edited'; readonly seq: number }
  /** Entry `seq`, which this project has seen, is not in it any more. */
  | { readonly kind: 'log-rewritten'; readonly seq: number }
  /** It ends before entry `seq`, which this project has seen. */
  | { readonly kind: 'log-cut'; readonly seq: number; readonly entries: number }
  /** A folder that it does not know. */
  | { readonly kind: 'not-in-log'; readonly model: string; readonly version: string }
);

export type FileRefusal = { readonly model: string; readonly file: string } & (
  | { readonly kind: 'model-file-missing' }
  | { readonly kind: 'model-file-changed'; readonly expected: Digest; readonly found: Digest }
  /** A link, a folder, a device. */
  | { readonly kind: 'model-file-odd' }
  | { readonly kind: 'model-file-extra' }
);

export type SignatureRefusal = { readonly model: string; readonly file: string } & (
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'signature-unreadable'; readonly detail: string }
  /** Made by a key that is not among the trusted ones. */
  | { readonly kind: 'signature-untrusted'; readonly key: string; readonly trusted: readonly string[] }
  | { readonly kind: 'signature-wrong' }
  /** It holds, for something else. */
  | { readonly kind: 'signature-of-another'; readonly detail: string }
  /** pipeline.yaml, which holds the policy, cannot be read for it. */
  | { readonly kind: 'policy-unreadable'; readonly detail: string }
);
