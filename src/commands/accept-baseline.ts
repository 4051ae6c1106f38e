import { readFile, rm } from 'node:fs/promises';
import { scratchFolder } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import { testSetDigest } from '../experiment/compare/prediction-table.ts';
import { copyPredictions, readPredictions } from '../experiment/compare/read-predictions.ts';
import { findExperiment } from '../experiment/query/find-experiment.ts';
import { listRecords } from '../experiment/query/list-records.ts';
import { countLooks } from '../experiment/record/looks.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import { keptPredictions, readBaseline, writeBaseline } from '../gate/baseline-file.ts';
import { nextBaseline } from '../gate/next-baseline.ts';
import type { Baseline, BaselinePredictions } from '../model/baseline.ts';
import type { Gates } from '../model/gates.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { keepArchive } from './baseline-archive.ts';
import { seedTag } from './gate-runs.ts';

/** Makes an experiment, with the runs of its other seeds, the one that changes are held against. */
export async function acceptBaseline(
  root: string,
  {
    given,
    reason,
    gates,
    at,
    isArchived,
  }: {
    readonly given: string;
    readonly reason: string;
    readonly gates: Gates | null;
    readonly at: Date;
    /** Whether the experiment and all that made it goes with it, snapshots included. */
    readonly isArchived: boolean;
  },
): Promise<Result<Baseline, Problem>> {
  const before = await readBaseline(root);
  // A bar that was tampered with may be set anew; its history is then not to be believed.
  if (!before.ok && before.error.kind !== 'damaged-baseline') return before;
  const found = await findExperiment(root, given);
  if (!found.ok) return found;
  const { record } = found.value;
  if (record.state !== 'ok') {
    return err({ kind: 'not-acceptable', experiment: record.id, why: record.state });
  }
  const table = await readPredictions(root, record);
  if (!table.ok) {
    return err({ kind: 'not-acceptable', experiment: record.id, why: table.error });
  }
  const { experiments } = await listRecords(root);
  const seeds = experiments.filter(({ tags }) => tags.includes(seedTag(record.id))).map(({ id }) => id);
  const predictions: BaselinePredictions[] = [];
  const contents = new Map<string, Uint8Array>();
  const records: ExperimentRecord[] = [record];
  for (const id of seeds.reverse()) {
    const other = await readRecord(root, id);
    if (other.ok) records.push(other.value);
  }
  const folder = await scratchFolder();
  try {
    for (const one of records) {
      const copied = await copyPredictions(one, { root, folder });
      if (!copied.ok) continue;
      const { path, output } = copied.value;
      const kept = keptPredictions({
        seed: one.pipeline.seed,
        format: output.format,
        bytes: await readFile(path),
      });
      predictions.push(kept.entry);
      contents.set(kept.entry.file, kept.bytes);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const testSet = testSetDigest(table.value);
  const local = await countLooks(root, { ids: experiments.map(({ id }) => id), testSet });
  const known = before.ok && before.value?.testSet === testSet ? before.value.scoredTimes : 0;
  const archive = isArchived ? await keepArchive(root, record) : ok(null);
  if (!archive.ok) return err(archive.error[0] as Problem);
  const baseline = nextBaseline(
    {
      record,
      table: table.value,
      predictions,
      reason,
      acceptedAt: at.toISOString(),
      scoredTimes: Math.max(local, known + 1),
      archive: archive.value,
    },
    { before: before.ok ? before.value : null, gates },
  );
  await writeBaseline(root, { baseline, contents });
  return ok(baseline);
}
