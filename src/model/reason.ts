import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { Runtime } from './recipe.ts';
import type { OutputFormat } from './stage.ts';

/** Why a stage ran, or did not. Words for it are made in one place, `plan/describe-reason.ts`. */
export type Reason =
  /** No earlier result of this stage is known here. */
  | { readonly kind: 'first-run' }
  /** A result with the same recipe is in the store. */
  | { readonly kind: 'same-recipe' }
  /** The recipe is known, but its result is not in the store (collected, or made elsewhere). */
  | { readonly kind: 'result-missing' }
  /** The stored result did not pass its check when it was to be restored. */
  | { readonly kind: 'result-damaged'; readonly output: string; readonly digest: Digest }
  /** The user asked for it. */
  | { readonly kind: 'forced' }
  | {
      readonly kind: 'code';
      readonly file: string;
      readonly name: string;
      readonly change: 'added' | 'removed' | 'changed';
    }
  /** The bundle differs, but no declaration does: its order, or the bundler itself. */
  | { readonly kind: 'code-scheme'; readonly before: string; readonly after: string }
  /** A program is started with other words. */
  | { readonly kind: 'command'; readonly before: readonly string[]; readonly after: readonly string[] }
  /** A program says something else of itself; a digest of its bytes where it is not asked. */
  | {
      readonly kind: 'tool';
      readonly name: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: 'package';
      readonly name: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: 'param';
      readonly name: string;
      readonly before: Json | null;
      readonly after: Json | null;
    }
  | {
      readonly kind: 'input';
      readonly name: string;
      readonly from: string;
      readonly before: Digest | null;
      readonly after: Digest | null;
      /** Of a folder whose former files are known: the first of those that differ, and how many do. */
      readonly files?: {
        readonly count: number;
        readonly first: readonly {
          readonly path: string;
          readonly change: 'added' | 'removed' | 'changed';
        }[];
      };
    }
  | {
      readonly kind: 'output';
      readonly name: string;
      readonly before: OutputFormat | null;
      readonly after: OutputFormat | null;
    }
  /** A package gets others than before where it imports them; `.` is the stage's own code. */
  | {
      readonly kind: 'wiring';
      readonly name: string;
      readonly before: readonly string[];
      readonly after: readonly string[];
    }
  /** An input or output is shown to the stage under another name, or as another format. */
  | {
      readonly kind: 'shown';
      readonly of: 'input' | 'output';
      readonly name: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | { readonly kind: 'network'; readonly isAllowed: boolean }
  /** The network may say otherwise than when its result was made; `everyMs` is how long that stands. */
  | { readonly kind: 'network-again'; readonly everyMs: number | null; readonly ranAt: string }
  | { readonly kind: 'seed'; readonly before: number; readonly after: number }
  | { readonly kind: 'env'; readonly name: string; readonly change: 'set' | 'unset' | 'changed' }
  | {
      readonly kind: 'runtime';
      readonly name: keyof Runtime;
      readonly before: string;
      readonly after: string;
    }
  /** Planning only: whether it runs depends on what an upstream stage gives. */
  | { readonly kind: 'waiting'; readonly stages: readonly string[] }
  /** It did not run because these stages failed or were blocked. */
  | { readonly kind: 'upstream-failed'; readonly stages: readonly string[] }
  /** An extract whose refresh policy asks for a new look at the source, or allows the last snapshot. */
  | { readonly kind: 'refresh'; readonly policy: string; readonly detail: string };
