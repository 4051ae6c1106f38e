import type { Digest } from '../base/digest.ts';
import type { OutputDifference } from './output-difference.ts';
import type { Reason } from './reason.ts';
import type { ExperimentId, RecordedEnvironment } from './record.ts';
import type { StageFailure } from './stage-failure.ts';

/** What making an experiment again came to: the certificate `labbook.reproduction/1`. */
export interface Reproduction {
  readonly schema: 'labbook.reproduction/1';
  readonly experiment: ExperimentId;
  /** What was asked for, as typed: a digest, an id, a file. */
  readonly asked: string;
  readonly verdict: ReproductionVerdict;
  /** The first output that is not the recorded one, in pipeline order; null where there is none. */
  readonly first: { readonly stage: string; readonly output: string } | null;
  /** How far two numbers may be apart and still be called equivalent. */
  readonly tolerance: number;
  /** Whether equivalent results were enough: on another runtime, or since a tolerance was asked for. */
  readonly isEquivalenceEnough: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly seconds: number;
  /** Time that its stages took together, and what the same stages took when they were recorded. */
  readonly stageSeconds: { readonly made: number; readonly recorded: number };
  /** The login of who ran it. */
  readonly by: string;
  readonly machine: RecordedEnvironment & { readonly host: string };
  readonly recordedOn: RecordedEnvironment;
  readonly stages: readonly ReproducedStage[];
}

/**
 * `identical`: every output that was made is the recorded one. `equivalent`: all predictions agree within
 * the tolerance. `failed`: a stage did not come to its end.
 */
export type ReproductionVerdict = 'identical' | 'equivalent' | 'differs' | 'failed';

export interface ReproducedStage {
  readonly id: string;
  /** `taken`: its recorded outputs were taken as they are. `left`: nothing that was asked for needs it. */
  readonly state: 'made' | 'taken' | 'left' | 'failed' | 'blocked';
  readonly seconds: number | null;
  readonly recordedSeconds: number | null;
  /** How its recipe differs from the recorded one: code, packages, runtime, inputs that came out different. */
  readonly reasons: readonly Reason[];
  readonly outputs: readonly ReproducedOutput[];
  /** Metrics that came out different. */
  readonly metrics: readonly {
    readonly name: string;
    readonly recorded: number;
    readonly made: number | null;
  }[];
  readonly failure: StageFailure | null;
}

export interface ReproducedOutput {
  readonly name: string;
  readonly path: string;
  readonly verdict: 'identical' | 'equivalent' | 'differs' | 'taken' | 'not-made';
  /** Content digests. */
  readonly recorded: Digest;
  readonly made: Digest | null;
  readonly difference: OutputDifference | null;
}

/** What making a stage a second time from the same inputs came to. */
export interface TwiceMade {
  readonly stage: string;
  readonly isSame: boolean;
  /** The first output that differs. */
  readonly output: string | null;
  readonly difference: OutputDifference | null;
  /** What its code calls that usually does this. */
  readonly causes: readonly UsualCause[];
}

export type UsualCause =
  | 'clock'
  | 'randomness'
  | 'network'
  | 'threads'
  | 'processes'
  | 'listing'
  | 'environment';
