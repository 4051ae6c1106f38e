import type { Digest } from '../base/digest.ts';
import type { SourceFrame } from './stage-failure.ts';

/** What is to be known of a result besides that it is there; kept with it. `notice-words` has the words. */
export type Notice =
  /**
   * The stage, or its view, asked for what it does not declare, was refused, and went on: it may have taken another
   * way. `what` is a path, relative to the project where it lies there, `host:port`, or a program's name.
   */
  | {
      readonly kind: 'refused';
      readonly access: 'read' | 'write' | 'network' | 'program';
      readonly what: string;
      readonly frames: readonly SourceFrame[];
      /** Set where it was not `run` that asked. */
      readonly half?: 'view';
    }
  /** It started these programs, which nothing held to what the stage declares. */
  | { readonly kind: 'not-confined'; readonly programs: readonly string[] }
  | Nondeterminism;

/**
 * The same recipe gave something else when it was run again: what the stage makes hangs on more than its recipe. It
 * stays with later results of the recipe, of whatever content.
 */
export interface Nondeterminism {
  readonly kind: 'nondeterminism';
  /** When the two results were made that differ, as ISO 8601 instants. */
  readonly ranAt: readonly [before: string, after: string];
  readonly outputs: readonly { readonly name: string; readonly before: Digest; readonly after: Digest }[];
  /** Names of metrics that differ. */
  readonly metrics: readonly string[];
}
