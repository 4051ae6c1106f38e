import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { Comparison } from './comparison.ts';
import type { LeakageCheck } from './leakage-check.ts';
import type { NotKept } from './materials.ts';
import type { ModelRefusal } from './model-refusal.ts';
import type { Notice } from './notice.ts';
import type { Outcome } from './outcome.ts';
import type { PlannedStage } from './plan.ts';
import type { Reason } from './reason.ts';
import type { Fingerprint } from './recipe.ts';
import type { ExperimentId, ExperimentRecord } from './record.ts';
import type { StageFailure } from './stage-failure.ts';

/** What `labbook run --json` prints. */
export interface RunDocument {
  readonly schema: 'labbook.run/1';
  /** The experiment that holds the result: a new one where `created`; null for a run of some stages only. */
  readonly experiment: ExperimentId | null;
  readonly created: boolean;
  readonly state: 'ok' | 'failed' | 'interrupted';
  readonly seconds: number;
  readonly stages: readonly {
    readonly id: string;
    readonly state: Outcome['kind'];
    readonly reasons: readonly Reason[];
    readonly seconds: number;
    /** Null for a blocked stage. */
    readonly fingerprint: Fingerprint | null;
    readonly outputs: Readonly<
      Record<string, { readonly path: string | null; readonly digest: Digest; readonly bytes: number }>
    >;
    readonly failure?: StageFailure;
    /** Where there is something to be known of its result or its view. */
    readonly notices?: readonly Notice[];
  }[];
  /** `stage.metric` → value. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The page, relative to the project. */
  readonly report: string | null;
  /** What a new experiment proved about leakage. */
  readonly checks?: readonly LeakageCheck[];
  readonly notKept: readonly NotKept[];
  /** The registered versions of this result's models; `created` where this run registered them. */
  readonly models: readonly {
    readonly name: string;
    readonly version: string;
    readonly digest: Digest;
    readonly created: boolean;
  }[];
  /** Why no model was registered. */
  readonly modelRefusal?: ModelRefusal;
  readonly frozenDifferences?: readonly string[];
  readonly viewFailures: Readonly<Record<string, StageFailure>>;
}

/** What `labbook status --json` prints. */
export interface StatusDocument {
  readonly schema: 'labbook.status/1';
  readonly stages: readonly {
    readonly id: string;
    readonly state: PlannedStage['kind'];
    readonly reasons: readonly Reason[];
    /** Not of a stage that waits for what others give. */
    readonly fingerprint?: Fingerprint;
  }[];
}

/** What `labbook list --json` prints. */
export interface ListDocument {
  readonly schema: 'labbook.list/1';
  /** How many fit, of which `experiments` may be the first. */
  readonly total: number;
  readonly experiments: readonly {
    readonly id: ExperimentId;
    readonly name: string | null;
    readonly hypothesis: string | null;
    readonly state: ExperimentRecord['state'];
    /** ISO 8601 instant. */
    readonly startedAt: string;
    readonly seconds: number;
    readonly tags: readonly string[];
    readonly parent: ExperimentId | null;
    readonly git: { readonly commit: string; readonly isDirty: boolean } | null;
    readonly params: Readonly<Record<string, Json>>;
    /** `stage.metric` → value. */
    readonly metrics: Readonly<Record<string, number>>;
    readonly report: string;
  }[];
}

/** What `labbook show --json` prints. */
export interface ShowDocument {
  readonly schema: 'labbook.show/1';
  readonly experiment: ExperimentRecord;
  readonly notes: readonly { readonly at: string; readonly text: string }[];
}

/** What `labbook compare --json` prints. */
export type CompareDocument = Comparison & {
  /** The page, relative to the project. */
  readonly page: string;
};
