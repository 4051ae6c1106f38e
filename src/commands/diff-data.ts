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
import { type Command, type CommandAnswer, listFlag, stringFlag } from './command.ts';

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
    if (!labels.ok) return refused(labels.error, 2);
    const records: ExperimentRecord[] = [];
    for (const given of input.positionals) {
      const found = await findExperiment(root, given);
      if (!found.ok) return refused(found.error, 2);
      records.push(found.value.record);
    }
    const kept: KeptSnapshot[] = [];
    for (const record of records) {
      const snapshot = await snapshotOf({ root, record, stage: stringFlag(input, 'stage') });
      if (!snapshot.ok) return refused(snapshot.error.problem, snapshot.error.exitCode);
      kept.push(snapshot.value);
    }
    const [before, after] = kept;
    if (before === undefined || after === undefined) throw new Error('diff-data takes two experiments');
    const diff = await diffSnapshots({ before, after }, labels.value);
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.diff-data/1',
        before: records[0]?.id,
        after: records[1]?.id,
        ...diff,
      },
      text: renderSnapshotDiff(diff).trimEnd(),
    };
  },
};

function refused(problem: Problem, exitCode: number): CommandAnswer {
  const problems = [problem];
  return { exitCode, json: { schema: 'labbook.diff-data/1', problems }, text: '', problems };
}

function parseLabels(given: readonly string[]): Result<Record<string, string>, Problem> {
  const labels: Record<string, string> = {};
  for (const one of given) {
    const [table, column, ...rest] = one.split('=');
    if (!table || !column || rest.length > 0) {
      const help = 'Name table and column: --label trades=side';
      return err({ kind: 'bad-request', message: `--label cannot be read: "${one}"`, help });
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
}): Promise<Result<KeptSnapshot, { readonly problem: Problem; readonly exitCode: number }>> {
  const extracts = record.pipeline.stages.filter(({ work }) => work.kind === 'extract').map(({ id }) => id);
  const refuse = (message: string, help: string, exitCode = 2) =>
    err({ problem: { kind: 'bad-request', message, help } as const, exitCode });
  const id = stage ?? extracts[0];
  if (id === undefined || !extracts.includes(id)) {
    const known = extracts.length === 0 ? 'It has none.' : `It has ${extracts.join(', ')}.`;
    return refuse(
      `experiment ${record.id} has no extract stage${stage === null ? '' : ` "${stage}"`}`,
      known,
    );
  }
  if (stage === null && extracts.length > 1) {
    return refuse(`experiment ${record.id} has several extract stages`, `Choose one: --stage ${id}`);
  }
  const output = record.stages.find((one) => one.id === id)?.outputs[0];
  if (output === undefined) {
    return refuse(
      `the stage ${id} of experiment ${record.id} gave no snapshot`,
      `See: labbook show ${record.id}`,
    );
  }
  const store = storeFolder(join(root, '.labbook'));
  const isIntact = await hasIntactBlob(store, output.blob);
  const snapshot = isIntact ? await readSnapshotInfo(store.blob(output.blob)) : null;
  if (snapshot === null) {
    const message = `the snapshot of experiment ${record.id} is not in the store, or is damaged there`;
    return refuse(message, 'It can be made again while the database still holds those rows.', 7);
  }
  return ok(snapshot);
}
