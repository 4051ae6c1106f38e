import { findExperimentId } from '../experiment/query/find-experiment.ts';
import { writeReport } from '../project/write-reports.ts';
import { type Command, refused } from './command.ts';

export const reportCommand: Command = {
  name: 'report',
  summary: 'write the page of an experiment again',
  positionals: { label: '[id]', min: 0, max: 1 },
  options: {},
  description: `Writes reports/<id>.html from the experiment's record, for the latest experiment where no id is given. The same record gives the same file.

  labbook report
  labbook report calm-otter`,

  async run(input, context) {
    const id = await findExperimentId(context.root, input.positionals[0] ?? 'latest');
    if (!id.ok) return refused([id.error], nothingWritten);
    const problem = await writeReport(context.root, id.value);
    if (problem !== null) return { ...refused([problem], nothingWritten), exitCode: 7 };
    const report = `reports/${id.value}.html`;
    return { exitCode: 0, json: { schema: 'labbook.report/1', experiment: id.value, report }, text: report };
  },
};

const nothingWritten = { schema: 'labbook.report/1', report: null };
