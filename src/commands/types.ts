import { join } from 'node:path';
import { readPipeline } from '../config/read-pipeline.ts';
import { writeDeclarations } from '../project/write-declarations.ts';
import { storeFolder } from '../store/store-folder.ts';
import { type Command, refused } from './command.ts';

export const typesCommand: Command = {
  name: 'types',
  summary: 'write the types of the stages in pipeline.yaml, for editors and tsc',
  positionals: { label: '', min: 0, max: 0 },
  options: {},
  description: `Writes .labbook/types.d.ts, from which RunContext<'my-stage'> knows the stage's inputs, outputs and parameters; each run writes it as well. Name the file in "include" of tsconfig.json: folders that begin with a dot are else left out.

  labbook types`,

  async run(_input, { root, env }) {
    const read = await readPipeline({ root, env, overrides: [] });
    if (!read.ok) return refused(read.error, { schema: 'labbook.types/1', path: null });
    const path = '.labbook/types.d.ts';
    const isChanged = await writeDeclarations(storeFolder(join(root, '.labbook')), read.value);
    return {
      exitCode: 0,
      json: { schema: 'labbook.types/1', path, changed: isChanged },
      text: isChanged ? path : `${path} is up to date`,
    };
  },
};
