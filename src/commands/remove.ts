import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findExperimentId } from '../experiment/query/find-experiment.ts';
import { resolveExperimentId } from '../experiment/query/resolve-experiment-id.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentId } from '../model/record.ts';
import { writeReport } from '../project/write-reports.ts';
import { writeIndexPage } from '../report/index-page/write-index-page.ts';
import { storeFolder } from '../store/store-folder.ts';
import { type Command, hasFlag, refused } from './command.ts';

const nothingRemoved = { schema: 'labbook.remove/1', experiments: [] };

export const removeCommand: Command = {
  name: 'remove',
  summary: 'take experiments away; until the next gc they can be put back',
  positionals: { label: '<id>…', min: 1, max: Number.POSITIVE_INFINITY },
  options: { undo: { type: 'boolean', summary: 'put them back' } },
  description: `Moves experiments out of experiments/ and takes their pages away. Their blobs stay until labbook gc, and so long --undo puts everything back.

  labbook remove calm-otter
  labbook remove calm-otter --undo`,

  async run(input, { root }) {
    const isUndo = hasFlag(input, 'undo');
    const ids: ExperimentId[] = [];
    const problems: Problem[] = [];
    const away = (await readdir(storeFolder(join(root, '.labbook')).removed).catch(
      () => [],
    )) as ExperimentId[];
    for (const given of input.positionals) {
      const found = isUndo
        ? resolveExperimentId(given, [...away].sort())
        : await findExperimentId(root, given);
      if (!found.ok) problems.push(isUndo ? { kind: 'nothing-removed', given } : found.error);
      else if (isUndo && existsSync(join(root, 'experiments', found.value))) {
        problems.push({ kind: 'experiment-exists', id: found.value });
      } else if (!ids.includes(found.value)) ids.push(found.value);
    }
    // All of them or none: a name that was mistyped is no reason to take the others.
    if (problems.length > 0) return refused(problems, nothingRemoved);
    for (const id of ids) {
      const places = [
        join(root, 'experiments', id),
        join(storeFolder(join(root, '.labbook')).removed, id),
      ] as const;
      const [from, to] = isUndo ? [places[1], places[0]] : places;
      await mkdir(join(to, '..'), { recursive: true });
      if (!isUndo) await rm(to, { recursive: true, force: true });
      await rename(from, to);
      if (isUndo) await writeReport(root, id);
      else await rm(join(root, 'reports', `${id}.html`), { force: true });
    }
    await writeIndexPage(root);
    return {
      exitCode: 0,
      json: { schema: 'labbook.remove/1', experiments: ids, isUndone: isUndo },
      text: ids.map((id) => `${id}  ${isUndo ? 'put back' : 'taken away'}`).join('\n'),
      ...(isUndo ? {} : { notes: ['Until the next labbook gc: labbook remove <id> --undo puts it back.'] }),
    };
  },
};
