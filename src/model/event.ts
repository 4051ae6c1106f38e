import type { Outcome } from './outcome.ts';
import type { Reason } from './reason.ts';
import type { LogLine } from './result-record.ts';
import type { Progress } from './stage.ts';
import type { StageFailure } from './stage-failure.ts';

/** The one stream of what happens in a run: it feeds the terminal, `events.ndjson` and the page. */
export type RunEvent = { readonly at: string } & (
  | {
      readonly kind: 'run-started';
      readonly run: string;
      readonly stages: readonly string[];
      readonly jobs: number;
    }
  | {
      readonly kind: 'stage-started';
      readonly stage: string;
      readonly reasons: readonly Reason[];
      readonly expectedSeconds: number | null;
    }
  | { readonly kind: 'stage-progress'; readonly stage: string; readonly progress: Progress }
  | { readonly kind: 'stage-log'; readonly stage: string; readonly line: LogLine }
  | {
      readonly kind: 'stage-retried';
      readonly stage: string;
      readonly attempt: number;
      readonly failure: StageFailure;
    }
  /** Another run holds the lock of this fingerprint; this run waits for its result. */
  | { readonly kind: 'stage-waiting'; readonly stage: string; readonly pid: number }
  | { readonly kind: 'stage-finished'; readonly stage: string; readonly outcome: OutcomeSummary }
  | { readonly kind: 'warning'; readonly stage: string | null; readonly message: string }
  | {
      readonly kind: 'run-finished';
      readonly run: string;
      readonly state: 'ok' | 'failed' | 'interrupted';
      readonly seconds: number;
    }
);

export type OutcomeSummary = Pick<Outcome, 'kind' | 'reasons' | 'seconds' | 'attempts'> & {
  readonly failure: StageFailure | null;
  /** For a cached stage: the seconds that it once took. */
  readonly savedSeconds: number;
};
