import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { findExperiment } from '../experiment/query/find-experiment.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { diffSnapshots } from '../sources/diff-snapshots.ts';
import { type KeptSnapshot, readSnapshotInfo } from '../sources/read-snapshot-info.ts';
import { hasIntactBlob } from '../store/blob-store.ts';
import { storeFolder } from '../store/store-folder.ts';
import { renderSnapshotDiff } from '../words/snapshot-diff-text.ts';
import { type Command, listFlag, refused, stringFlag } from './command.ts';

export const diffDataCommand: Command = {
  name: 'diff-data',
  summary: 'say what changed between the snapshots of two experiments',
  positionals: { label: '<id> <id>', min: 2, max: 2 },
  options: {
    stage: { type: 'string', label: '<stage>', summary: 'the extract stage, where the pipeline has several' },
    label: {
      type: 'string',
      multiple: true,
      label: '<table=column>',
      summary: "count how often one value of the column became another, such as a label's",
    },
  },
  description: `Compares the rows that two experiments read: rows added, removed and changed by key, and for each column that differs its missing values, bounds, mean and shift.

  labbook diff-data latest~1 latest
  labbook diff-data calm-otter latest --label trades=side`,

  async run(input, context) {
    const { root } = context;
    const labels = parseLabels(listFlag(input, 'label'));
    if (!labels.ok) return refused([labels.error], document);
    const records: ExperimentRecord[] = [];
    for (const given of input.positionals) {
      const found = await findExperiment(root, given);
      if (!found.ok) return refused([found.error], document);
      records.push(found.value.record);
    }
    const kept: KeptSnapshot[] = [];
    for (const record of records) {
      const snapshot = await snapshotOf({ root, record, stage: stringFlag(input, 'stage') });
      if (!snapshot.ok) {
        const exitCode = snapshot.error.kind === 'snapshot-lost' ? 7 : 2;
        return { ...refused([snapshot.error], document), exitCode };
      }
      kept.push(snapshot.value);
    }
    const [before, after] = kept;
    if (before === undefined || after === undefined) throw new Error('diff-data takes two experiments');
    const diff = await diffSnapshots({ before, after }, labels.value);
    return {
      exitCode: 0,
      json: {
        ...document,
        before: records[0]?.id,
        after: records[1]?.id,
        ...diff,
      },
      text: renderSnapshotDiff(diff).trimEnd(),
    };
  },
};

const document = { schema: 'labbook.diff-data/1' };

function parseLabels(given: readonly string[]): Result<Record<string, string>, Problem> {
  const labels: Record<string, string> = {};
  for (const one of given) {
    const [table, column, ...rest] = one.split('=');
    if (!table || !column || rest.length > 0) {
      return err({ kind: 'bad-flag-value', flag: 'label', given: one, takes: { kind: 'column' } });
    }
    labels[table] = column;
  }
  return ok(labels);
}

/** The snapshot of an experiment where the store holds it whole. */
async function snapshotOf({
  root,
  record,
  stage,
}: {
  readonly root: string;
  readonly record: ExperimentRecord;
  readonly stage: string | null;
}): Promise<Result<KeptSnapshot, Problem>> {
  const experiment = record.id;
  const known = record.pipeline.stages.filter(({ work }) => work.kind === 'extract').map(({ id }) => id);
  const id = stage ?? known[0];
  if (id === undefined || !known.includes(id))
    return err({ kind: 'no-extract-stage', experiment, given: stage, known });
  if (stage === null && known.length > 1) return err({ kind: 'several-extract-stages', experiment, known });
  const output = record.stages.find((one) => one.id === id)?.outputs[0];
  if (output === undefined) return err({ kind: 'no-snapshot', experiment, stage: id });
  const store = storeFolder(join(root, '.labbook'));
  const isIntact = await hasIntactBlob(store, output.blob);
  const snapshot = isIntact ? await readSnapshotInfo(store.blob(output.blob)) : null;
  return snapshot === null ? err({ kind: 'snapshot-lost', experiment }) : ok(snapshot);
}
