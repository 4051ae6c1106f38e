import { basename, join } from 'node:path';
import { digestFile } from '../base/digest.ts';
import { listRecords } from '../experiment/query/list-records.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentId } from '../model/record.ts';
import { checkStore } from '../store/check-store.ts';
import { storeFolder } from '../store/store-folder.ts';
import { filesText } from '../words/store-text.ts';
import type { Command } from './command.ts';
import { verifyModels } from './models/verify-models.ts';

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'read all that is kept and compare it with its digests',
  positionals: { label: '', min: 0, max: 0 },
  options: {},
  description: `Reads every blob, result and bundle of the store, every record with its copies of outputs, and every registered model. Exits with 7 where something is not what its digest says; it mends nothing. A damaged blob is a miss for the next run, which makes it again.`,

  async run(input, context) {
    const { root } = context;
    const store = await checkStore(storeFolder(join(root, '.labbook')));
    const { experiments, problems: unreadable } = await listRecords(root);
    const problems: Problem[] = [
      ...store.damaged.map(({ digest, kind }) => {
        return {
          kind: 'blob-lost',
          blob: digest,
          what: `${kind}/${basename(digest)}`,
          how: 'damaged',
        } as const;
      }),
      ...unreadable,
    ];
    for (const { id } of experiments) problems.push(...(await artifactProblems(root, id)));
    const models = await verifyModels.run([], { ...input, flags: {} }, context);
    problems.push(...(models.problems ?? []));
    return {
      exitCode: problems.length === 0 ? 0 : 7,
      json: {
        schema: 'labbook.verify/1',
        files: store.files.length,
        experiments: experiments.length,
        problems,
      },
      text: `${filesText(store.files)}; ${experiments.length} experiments${problems.length === 0 ? ': all as their digests say' : ''}`,
      problems,
    };
  },
};

/** Copies of outputs that stand in an experiment's folder and are not what was recorded. */
async function artifactProblems(root: string, id: ExperimentId): Promise<readonly Problem[]> {
  const record = await readRecord(root, id);
  if (!record.ok) return [record.error];
  const problems: Problem[] = [];
  for (const stage of record.value.stages) {
    for (const { path, blob } of stage.outputs) {
      const file = join('experiments', id, 'artifacts', stage.id, basename(path));
      const found = await digestFile(join(root, file)).catch(() => null);
      if (found === null || found === blob) continue;
      problems.push({ kind: 'blob-lost', blob, what: file, how: 'damaged' });
    }
  }
  return problems;
}
