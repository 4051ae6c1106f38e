import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { Refusal } from '../confine/refusals.ts';
import type { ColumnSummary } from '../model/column-summary.ts';
import type { Display } from '../model/display.ts';
import type { Metric } from '../model/metric.ts';
import type { PredictionsDeclaration } from '../model/predictions.ts';
import type { LogLine } from '../model/result-record.ts';
import type { InputFile, OutputFile, Progress } from '../model/stage.ts';

/** File descriptors of a stage's process: its task is read from the one, to its end; messages go by the other. */
export const taskPipe = 3;
export const messagePipe = 4;

/** What a stage's process is told to do: the one thing that its runner sends it. */
export interface StageTask {
  readonly half: 'run' | 'view';
  readonly stage: string;
  /** Absolute path of the bundle; empty for a program. */
  readonly bundle: string;
  /** The program that the stage is, in place of a bundle. */
  readonly program?: {
    readonly argv: readonly string[];
    /** How pipeline.yaml names it. */
    readonly name: string;
    /** Absolute path of the folder that it is run in, with its files. */
    readonly folder: string;
    /** Absolute path of the file that is to hold its metrics. */
    readonly metrics: string | null;
  };
  /** What the stage's own schema made of them, as `tagged` JSON. */
  readonly params: JsonObject;
  readonly seed: number;
  readonly inputs: Readonly<Record<string, InputFile>>;
  /** For `run`: where to write. For `view`: the finished outputs. */
  readonly outputs: Readonly<Record<string, OutputFile & Partial<InputFile>>>;
  /** For `view`: what `run` reported. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Whether a debugger is there, and is to stop at the stage's first line. */
  readonly isInspected?: boolean;
  /** Set in the process's environment once it runs, so that no process list shows them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a stage's process says to its runner, a line of JSON each. */
export type StageMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'log'; readonly level: LogLine['level']; readonly text: string }
  | {
      readonly kind: 'ran';
      readonly metrics: Readonly<Record<string, Metric>>;
      readonly predictions?: readonly PredictionsDeclaration[];
      /** Content digests of outputs whose bytes are not their identity. */
      readonly contents: Readonly<Record<string, Digest>>;
      readonly tables: Readonly<Record<string, TableSummary>>;
      /** What the stage asked for and was refused, though it went on. */
      readonly refusals: readonly Refusal[];
    }
  /** The stage's program did not end well; `code` is the system's where it could not be started. */
  | {
      readonly kind: 'exited';
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly code: string | null;
    }
  | {
      readonly kind: 'viewed';
      readonly displays: readonly Display[];
      readonly refusals: readonly Refusal[];
    }
  | { readonly kind: 'threw'; readonly error: ThrownError }
  | { readonly kind: 'export-missing'; readonly name: string };

export interface TableSummary {
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
}

export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Set where Node's permission model refused an access. */
  readonly denied: { readonly permission: string; readonly resource: string } | null;
}
