import type { Observation } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { ResultRecord } from '../model/result-record.ts';

/** What a run is asked for. */
export interface RunRequest {
  readonly run: string;
  /** The stages to bring up to date; whatever they read from is among them. */
  readonly stages: readonly StageSpec[];
  readonly observation: Observation;
  readonly isForced: (stage: string) => boolean;
  /** The stage that a debugger is waited for; it runs, and its result is not kept. */
  readonly inspected?: string | null;
  /** Results to be taken as they are, whatever the recipes of their stages would be now; such stages need not be observed. */
  readonly given?: ReadonlyMap<string, ResultRecord>;
  /** Cores that stages may use together. */
  readonly jobs: number;
  /** Whether a failure leaves what does not depend on it running. */
  readonly isKeepGoing: boolean;
}
