import { readFile } from 'node:fs/promises';
import { writeAtomic } from '../../base/write-atomic.ts';
import type { Notice } from '../../model/notice.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Reason } from '../../model/reason.ts';
import type { ExperimentId } from '../../model/record.ts';
import type { StageFailure } from '../../model/stage-failure.ts';
import type { StoreFolder } from '../../store/store-folder.ts';
import { stageNotices } from './stage-notices.ts';

/** What the last run did, for `why` and for the next run's parent. */
export interface LastRun {
  /** The experiment that holds the result; null where none does (part of a pipeline, a failure unrecorded). */
  readonly experiment: ExperimentId | null;
  readonly at: string;
  readonly stages: readonly LastRunStage[];
}

export interface LastRunStage {
  readonly id: string;
  readonly state: Outcome['kind'];
  readonly reasons: readonly Reason[];
  readonly seconds: number;
  readonly failure: StageFailure | null;
  /** What is to be known of its result and its view. */
  readonly notices: readonly Notice[];
}

export async function readLastRun(store: StoreFolder): Promise<LastRun | null> {
  try {
    return JSON.parse(await readFile(store.lastRun, 'utf8')) as LastRun;
  } catch {
    return null;
  }
}

export async function writeLastRun(store: StoreFolder, last: LastRun): Promise<void> {
  await writeAtomic(store.lastRun, JSON.stringify(last));
}

export function lastRunOf({
  experiment,
  at,
  outcomes,
  shown,
}: {
  readonly experiment: ExperimentId | null;
  readonly at: Date;
  readonly outcomes: readonly Outcome[];
  readonly shown: Parameters<typeof stageNotices>[1];
}): LastRun {
  const stages = outcomes.map((outcome) => ({
    id: outcome.stage,
    state: outcome.kind,
    reasons: outcome.reasons,
    seconds: outcome.seconds,
    failure: outcome.kind === 'failed' ? outcome.failure : null,
    notices: stageNotices(outcome, shown),
  }));
  return { experiment, at: at.toISOString(), stages };
}
