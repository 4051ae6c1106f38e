import type { Result } from '../base/result.ts';
import type { Lent } from '../execute/run-job.ts';
import type { spawnStage } from '../execute/spawn-stage.ts';
import type { RunEvent } from '../model/event.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { FileIndex } from '../observe/file-index.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** What a run does to the world: the command gives the real ones, a test its own. */
export interface RunEffects {
  /** Absolute path of the project. */
  readonly root: string;
  readonly store: StoreFolder;
  readonly index: FileIndex;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly emit: (event: RunEvent) => void;
  /** Runs one half of a stage; by default in a process of its own. */
  readonly spawn?: typeof spawnStage | undefined;
  /** What a stage is given besides its job: declared environment values, access to its source. */
  readonly lend: (spec: StageSpec) => Promise<Result<Lent, StageFailure>>;
  /** Told of each stage's result, so that the next run can tell whether a source changed. */
  readonly remember: (spec: StageSpec, result: ResultRecord) => Promise<void>;
}
