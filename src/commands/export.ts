import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeArchive } from '../archive/write-archive.ts';
import { findReference } from '../experiment/query/find-reference.ts';
import { renderReport } from '../project/write-reports.ts';
import { storeFolder } from '../store/store-folder.ts';
import { exportText } from '../words/archive-text.ts';
import { type Command, hasFlag, refused, stringFlag } from './command.ts';

const nothingWritten = { schema: 'labbook.export/1', file: null };

export const exportCommand: Command = {
  name: 'export',
  summary: 'write an experiment and all that made it as one file',
  positionals: { label: '<id or digest>', min: 1, max: 1 },
  options: {
    output: { type: 'string', short: 'o', label: '<file>', summary: 'the file (default: <id>.labbook)' },
    'without-data': {
      type: 'boolean',
      summary: 'leave out snapshots and input files; say what can then no longer be done',
    },
  },
  description: `Writes record, sources, bundles, inputs, snapshot, outputs, models, lock file and page as one tar file, from which labbook import, labbook reproduce and labbook open work on a machine that has never seen the project. The same experiment gives the same bytes. It is a research object as well: ro-crate-metadata.json tells other tools what ran on what (Workflow Run RO-Crate).

  labbook export latest
  labbook export calm-otter -o calm-otter.labbook
  labbook export calm-otter --without-data

Values of the environment are in no archive, and neither are packages: the lock file names them.`,

  async run(input, context) {
    const found = await findReference(context.root, input.positionals[0] ?? '');
    if (!found.ok) return refused([found.error], nothingWritten);
    const { record } = found.value;
    if (record.materials === undefined) {
      return refused([{ kind: 'no-materials', experiment: record.id }], nothingWritten);
    }
    const name = stringFlag(input, 'output') ?? `${record.id}.labbook`;
    const file = resolve(name);
    if (existsSync(file)) return refused([{ kind: 'archive-exists', file: name }], nothingWritten);
    const written = await writeArchive({
      root: context.root,
      store: storeFolder(join(context.root, '.labbook')),
      record,
      file,
      page: await renderReport(context.root, record),
      isWithoutData: hasFlag(input, 'without-data'),
    });
    if (!written.ok) return { ...refused(written.error, nothingWritten), exitCode: 7 };
    const manifest = written.value;
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.export/1',
        file: name,
        experiment: record.id,
        members: manifest.members.length,
        leftOut: manifest.leftOut,
        notKept: record.materials.notKept,
      },
      text: exportText({ file: name, manifest, record, style: context.style }),
    };
  },
};
