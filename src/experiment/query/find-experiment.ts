import { join } from 'node:path';
import { compareText } from '../../base/compare-text.ts';
import type { Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentId, ExperimentRecord } from '../../model/record.ts';
import { storeFolder } from '../../store/store-folder.ts';
import { type Annotations, annotatedRecord, noAnnotations, readAnnotations } from '../record/annotations.ts';
import { readLastRun } from '../record/last-run.ts';
import { readRecord } from '../record/read-record.ts';
import type { ExperimentSummary } from './experiment-summary.ts';
import { listRecords } from './list-records.ts';
import { resolveExperimentId } from './resolve-experiment-id.ts';

/** An experiment as its files tell of it. */
export interface FoundExperiment {
  /** With the name, hypothesis and tags that hold now. */
  readonly record: ExperimentRecord;
  readonly annotations: Annotations;
  /** Annotations that could not be read; the record stands without them. */
  readonly problems: readonly Problem[];
}

/**
 * The experiment that a person names by a whole id, its beginning, its words or `latest`. An id of a record
 * that cannot be read is named as damaged, not as unknown.
 */
export async function findExperiment(root: string, given: string): Promise<Result<FoundExperiment, Problem>> {
  const id = await findExperimentId(root, given);
  if (!id.ok) return id;
  const record = await readRecord(root, id.value);
  if (!record.ok) return record;
  const annotations = await readAnnotations(root, id.value);
  const held = annotations.ok ? annotations.value : noAnnotations;
  return {
    ok: true,
    value: {
      record: annotatedRecord(record.value, held),
      annotations: held,
      problems: annotations.ok ? [] : [annotations.error],
    },
  };
}

/** The id alone, of a readable record or a damaged one. */
export async function findExperimentId(root: string, given: string): Promise<Result<ExperimentId, Problem>> {
  const { experiments, problems } = await listRecords(root);
  // A run that found its result there already is a later word on its experiment than the record is.
  const last = await readLastRun(storeFolder(join(root, '.labbook')));
  const instantOf = ({ id, startedAt }: ExperimentSummary) =>
    last !== null && id === last.experiment && last.at > startedAt ? last.at : startedAt;
  const oldestFirst = [...experiments]
    .reverse()
    .sort((a, b) => compareText(instantOf(a), instantOf(b)))
    .map(({ id }) => id);
  const found = resolveExperimentId(given, oldestFirst);
  if (found.ok || found.error.kind !== 'no-such-experiment') return found;
  const damagedIds = problems.flatMap((one) =>
    one.kind === 'damaged-experiment' ? [one.id as ExperimentId] : [],
  );
  const damaged = resolveExperimentId(given, damagedIds);
  return damaged.ok && !/^latest/.test(given.trim().toLowerCase()) ? damaged : found;
}
