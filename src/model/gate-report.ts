import type { NoPredictions, TestSetDifference } from './comparison.ts';
import type { Beaten } from './gates.ts';
import type { LeakageCheck } from './leakage-check.ts';
import type { ExperimentId } from './record.ts';

/** What a check of the gates came to: facts only, for terminal, markdown, JUnit and annotations alike. */
export interface GateReport {
  readonly state: GateState;
  readonly verdicts: readonly GateVerdict[];
}

/** In order of weight: the first that any gate has is that of the whole. */
export const gateStates = ['failed', 'not-comparable', 'cannot-tell', 'passed'] as const;
export type GateState = (typeof gateStates)[number];

/** One thing that had to hold, and whether it does. */
export interface GateVerdict {
  /** Its place in pipeline.yaml: `gates.metrics.evaluate.accuracy.margin`. */
  readonly at: string;
  readonly check: GateCheck;
  /** The metric as `stage.metric`, or as written where there is none of that name; null for other checks. */
  readonly metric: string | null;
  readonly state: GateState;
  readonly facts: GateFacts;
}

export type GateCheck =
  | 'floor'
  | 'ceiling'
  | 'margin'
  | 'drift'
  | 'beats'
  | 'recall'
  | 'holdout'
  | 'maxSeconds'
  | 'maxBytes'
  | 'leakage';

export type GateFacts =
  /** No stage reports it any more, or it was never spelt so. */
  | { readonly kind: 'missing'; readonly near: string | null }
  | { readonly kind: 'ambiguous'; readonly matches: readonly string[] }
  | { readonly kind: 'not-finite' }
  /** Nobody said whether higher is better. */
  | { readonly kind: 'no-direction' }
  | { readonly kind: 'bound'; readonly limit: number; readonly value: number; readonly n: number | null }
  | { readonly kind: 'recall'; readonly label: string; readonly limit: number; readonly value: number | null }
  | ({
      readonly kind: 'margin';
      readonly mcnemar: Mcnemar | null;
      /** The outputs that were taken for the baseline's model, where it was scored anew on these rows; else null. */
      readonly scoredAnew: readonly string[] | null;
    } & MarginJudgement)
  | { readonly kind: 'beats'; readonly rule: Beaten; readonly difference: RunsDifference }
  /** The predictions do not carry the rule's answers. */
  | { readonly kind: 'no-rule'; readonly rule: Beaten }
  /** The predictions do not give the number that was reported under this name. */
  | { readonly kind: 'not-recomputed' }
  | { readonly kind: 'no-predictions'; readonly why: NoPredictions }
  | { readonly kind: 'no-baseline' }
  /** The baseline does not have the metric. */
  | { readonly kind: 'not-in-baseline' }
  /** `notScored`: why the baseline's model could not be scored on these rows; null where nobody tried. */
  | {
      readonly kind: 'other-test-set';
      readonly why: TestSetDifference;
      readonly notScored: NotScored | null;
    }
  | { readonly kind: 'no-holdout'; readonly part: string }
  | { readonly kind: 'limit'; readonly stage: string | null; readonly max: number; readonly value: number }
  | {
      readonly kind: 'leakage';
      /** What stages report of splits that no table shows. */
      readonly splits: readonly LeakageFact[];
      /** What the run proved. */
      readonly checks: readonly LeakageCheck[];
    };

/** Why the model of an accepted experiment could not be scored on other test rows. */
export type NotScored =
  /** Neither is the experiment among those of the project, nor was it accepted with an archive. */
  | { readonly kind: 'not-here'; readonly experiment: ExperimentId }
  /** Its record does not say how it was scored. */
  | { readonly kind: 'no-recipe'; readonly experiment: ExperimentId }
  /** Nothing that the scoring stage reads is a model: a file that was made from other stages' outputs. */
  | { readonly kind: 'no-model'; readonly stage: string }
  /** The candidate has no such output, or one of another format. */
  | { readonly kind: 'input-gone'; readonly from: string }
  | { readonly kind: 'lost'; readonly what: string }
  | { readonly kind: 'scoring-failed'; readonly stage: string }
  /** It answers for other rows, or with other labels, still. */
  | { readonly kind: 'still-other'; readonly stage: string };

/** What a stage that splits reports of its parts. */
export interface LeakageFact {
  readonly stage: string;
  readonly gapDays: number;
  readonly train: number;
  readonly test: number;
}

/** Rows that only one of the two has right, and the exact p of a fair coin; for rows that are independent. */
export interface Mcnemar {
  readonly rightToWrong: number;
  readonly wrongToRight: number;
  readonly p: number;
}

/** Whether a metric has dropped by more than its margin, as far as these rows and seeds can tell. */
export interface MarginJudgement {
  readonly state: 'passed' | 'failed' | 'cannot-tell';
  readonly margin: number;
  readonly difference: RunsDifference;
  /** The chance of a difference as bad as this one, were the true drop the margin. */
  readonly p: number;
  /** The same after Holm's correction for all margins judged together. */
  readonly adjustedP: number;
  readonly powerAtMargin: number;
  /** The smallest drop that would be called a regression four times in five. */
  readonly smallestDrop: number;
  /** Test rows, or seeds, that would settle it if the estimate stayed; null where they alone cannot. */
  readonly rowsToSettle: number | null;
  readonly seedsToSettle: number | null;
}

/** How much better the candidate's runs are than the baseline's in one metric; positive is better. */
export interface RunsDifference {
  /** The metric of each side: the mean of its runs. */
  readonly candidate: number;
  readonly baseline: number;
  /** In the metric's unit, in favour of the candidate, with its interval. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** What it is known by: rows that could have been others, and seeds that could have been others. */
  readonly standardError: number;
  readonly rowError: number;
  readonly seedError: number;
  readonly degreesOfFreedom: number;
  /** The normal or Student quantile of the interval. */
  readonly quantile: number;
  readonly rows: number;
  /** Days, or rows without a time. */
  readonly units: number;
  readonly blockLength: number;
  readonly runs: { readonly candidate: number; readonly baseline: number };
  /** No draw showed a difference: the rows cannot tell its spread. */
  readonly isDegenerate: boolean;
}
