import type { Digest } from '../base/digest.ts';

/** What making an experiment again takes besides its recipes. The store holds each file under its digest. */
export interface Materials {
  /** Every file that reached a bundle, whether git knows it or not, and what says how they are read and installed. */
  readonly files: readonly MaterialFile[];
  /** The files of the project that stages read as inputs. */
  readonly inputs: readonly MaterialFile[];
  /** What would be missing on a machine that has nothing but the store. */
  readonly notKept: readonly NotKept[];
}

export interface MaterialFile {
  /** Relative to the project's root, with forward slashes. */
  readonly path: string;
  readonly blob: Digest;
  readonly bytes: number;
}

/** Something that decides a result and that no store can give back. */
export type NotKept =
  /** It stands outside the project, where nothing is taken from. */
  | { readonly kind: 'file-outside'; readonly path: string }
  /** It was edited after the run had looked at it. */
  | { readonly kind: 'file-changed'; readonly path: string }
  /** The value of a declared environment variable: it may be secret. */
  | { readonly kind: 'environment'; readonly name: string }
  /** There is no package-lock.json, so that nothing says which packages to install. */
  | { readonly kind: 'lock-missing' }
  /** The lock file does not say what this package holds: it is linked, or installed past the lock. */
  | { readonly kind: 'package-unlocked'; readonly name: string };
