import type { DecidedRecipe } from './plan.ts';
import type { Reason } from './reason.ts';
import type { ResultRecord } from './result-record.ts';
import type { StageFailure } from './stage-failure.ts';

/** What happened to one stage in one run. */
export type Outcome =
  | (OutcomeBase & {
      readonly kind: 'ran' | 'cached';
      readonly decided: DecidedRecipe;
      readonly result: ResultRecord;
    })
  | (OutcomeBase & {
      readonly kind: 'failed';
      readonly decided: DecidedRecipe;
      readonly failure: StageFailure;
    })
  | (OutcomeBase & { readonly kind: 'blocked' });

interface OutcomeBase {
  readonly stage: string;
  readonly reasons: readonly Reason[];
  /** Wall time of this run for this stage: running it, or restoring it. */
  readonly seconds: number;
  /** When it began, as an ISO 8601 instant. */
  readonly startedAt: string;
  /** Tries it took; 0 where nothing ran. */
  readonly attempts: number;
}
