import type { Digest } from '../base/digest.ts';
import type { SourceProblem } from './source-problem.ts';

/** How a stage went wrong. Facts only; `describeFailure` has the words. */
export type StageFailure =
  /** The stage's code threw; the frames are those of the project's own files, by source map. */
  | {
      readonly kind: 'threw';
      readonly name: string;
      readonly message: string;
      readonly frames: readonly SourceFrame[];
    }
  /** It read or wrote a file that pipeline.yaml does not declare for it. */
  | {
      readonly kind: 'undeclared-access';
      readonly path: string;
      readonly access: 'read' | 'write';
      readonly frames: readonly SourceFrame[];
    }
  /** It used the network, or a socket of this machine, which pipeline.yaml does not declare for it. */
  | {
      readonly kind: 'undeclared-network';
      readonly address: string;
      readonly frames: readonly SourceFrame[];
    }
  /** It started a program that pipeline.yaml does not declare for it. */
  | {
      readonly kind: 'undeclared-program';
      readonly program: string;
      readonly declared: readonly string[];
      readonly frames: readonly SourceFrame[];
    }
  /** Its program did not end well, or could not be started: `code` is the system's, such as `EACCES`. */
  | {
      readonly kind: 'program-failed';
      readonly program: string;
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly code: string | null;
      readonly stderr: string;
    }
  | { readonly kind: 'output-missing'; readonly output: string; readonly path: string }
  /** A folder that it wrote holds what no other machine could be given; `path` is relative to the folder. */
  | {
      readonly kind: 'folder-refused';
      readonly output: string;
      readonly path: string;
      readonly fault: 'link' | 'special' | 'name' | 'case';
    }
  | { readonly kind: 'input-moved'; readonly input: string; readonly path: string }
  | { readonly kind: 'input-missing'; readonly input: string; readonly path: string }
  | { readonly kind: 'export-missing'; readonly file: string; readonly name: string }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** The process ended without a word: killed by a signal, out of memory, `process.exit`. */
  | {
      readonly kind: 'died';
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stderr: string;
    }
  /** Its heap reached its end, or it held more memory than pipeline.yaml gives it; null where that gives none. */
  | { readonly kind: 'out-of-memory'; readonly limitMb: number | null }
  /** What its process gave as its result is not what a stage gives; `fault` is the first thing wrong with it. */
  | { readonly kind: 'malformed'; readonly fault: string }
  /** It ended well under a debugger, where nothing is kept. */
  | { readonly kind: 'inspected' }
  | { readonly kind: 'cancelled' }
  /** Its source could not be started or reached before it ran. */
  | {
      readonly kind: 'source';
      readonly source: string;
      readonly stage: string;
      readonly problem: SourceProblem;
    }
  /** The snapshot that has to be used as it is (pinned, or offline) is not whole in the store. */
  | {
      readonly kind: 'snapshot-lost';
      readonly stage: string;
      readonly digest: Digest;
      readonly state: 'missing' | 'damaged';
    }
  /** The store could not take the result (disk full, permission). */
  | { readonly kind: 'store'; readonly message: string };

export interface SourceFrame {
  /** Relative to the project's root. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly functionName: string;
  /** The source line, where it could be read. */
  readonly text: string;
}
