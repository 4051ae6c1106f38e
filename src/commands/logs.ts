import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readPipeline } from '../config/read-pipeline.ts';
import { storeFolder } from '../store/store-folder.ts';
import { noLogWords } from '../words/log-words.ts';
import { type Command, refused } from './command.ts';
import { unknownStages } from './unknown-stages.ts';

export const logsCommand: Command = {
  name: 'logs',
  summary: 'print what a stage said when it last ran',
  positionals: { label: '<stage>', min: 1, max: 1 },
  options: {},
  description: `Prints the whole log of the stage's last run that said anything, whether it failed or became an experiment: seconds since it began, where the line came from, and the line.

  labbook logs train-forest`,

  async run(input, { root, env }) {
    const [stage = ''] = input.positionals;
    const read = await readPipeline({ root, overrides: [], env });
    const unknown = read.ok ? unknownStages([stage], read.value.stages) : [];
    const document = { schema: 'labbook.logs/1', stage, path: null } as const;
    if (unknown.length > 0) return refused(unknown, document);
    const path = await lastLog(root, stage);
    if (path === null) return { exitCode: 0, json: document, text: '', notes: [noLogWords(stage)] };
    const text = await readFile(join(root, path), 'utf8');
    return { exitCode: 0, json: { ...document, path, text }, text: text.trimEnd() };
  },
};

/** The newest log of a stage, relative to the project: of an experiment, or of a run that became none. */
async function lastLog(root: string, stage: string): Promise<string | null> {
  const { root: store } = storeFolder(join(root, '.labbook'));
  const found: { readonly path: string; readonly at: number }[] = [];
  const look = async (path: string): Promise<void> => {
    const stats = await stat(join(root, path)).catch(() => null);
    if (stats !== null) found.push({ path, at: stats.mtimeMs });
  };
  for (const run of await namesIn(join(store, 'logs'))) await look(`.labbook/logs/${run}/${stage}.log`);
  for (const id of await namesIn(join(root, 'experiments')))
    await look(`experiments/${id}/logs/${stage}.log`);
  return found.sort((a, b) => b.at - a.at)[0]?.path ?? null;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}
