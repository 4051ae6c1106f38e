import { join, resolve } from 'node:path';
import { importArchive } from '../archive/import-archive.ts';
import { writeReport } from '../project/write-reports.ts';
import { writeIndexPage } from '../report/index-page/write-index-page.ts';
import { storeFolder } from '../store/store-folder.ts';
import { whileRunning } from '../store/while-running.ts';
import { importText } from '../words/archive-text.ts';
import { type Command, refused } from './command.ts';

const nothingTaken = { schema: 'labbook.import/1', experiment: null };

export const importCommand: Command = {
  name: 'import',
  summary: 'take an experiment in from a file that labbook export wrote',
  positionals: { label: '<file>', min: 1, max: 1 },
  options: {},
  description: `Reads the whole archive and checks every byte of it before anything is taken in: an archive may come from anywhere. The experiment then stands beside the others, and labbook reproduce can prove it.

  labbook import calm-otter.labbook

No result enters the cache by it: a later run computes what it needs itself.`,

  async run(input, context) {
    const [name = ''] = input.positionals;
    const store = storeFolder(join(context.root, '.labbook'));
    const imported = await whileRunning({ store, signal: context.signal }, () =>
      importArchive(resolve(name), { root: context.root, store }),
    );
    if (!imported.ok) {
      const { error } = imported;
      const exitCode = error.kind === 'archive-refused' ? 7 : 2;
      return { ...refused([error], nothingTaken), exitCode };
    }
    const { record, manifest, isNew } = imported.value;
    await writeReport(context.root, record.id);
    await writeIndexPage(context.root);
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.import/1',
        experiment: record.id,
        created: isNew,
        leftOut: manifest.leftOut,
        report: `reports/${record.id}.html`,
      },
      text: importText({ record, manifest, isNew, style: context.style }),
    };
  },
};
