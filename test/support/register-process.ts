/** A process that registers the models of one experiment (argv 3) of a project (argv 2), after saying `ready`. */
import { join } from 'node:path';
import { readPipeline } from '../../src/config/read-pipeline.ts';
import { readRecord } from '../../src/experiment/record/read-record.ts';
import type { ExperimentId } from '../../src/model/record.ts';
import { registerModels } from '../../src/registry/register-models.ts';
import { storeFolder } from '../../src/store/store-folder.ts';

const [root = '', experiment = ''] = process.argv.slice(2);
const pipeline = await readPipeline({ root, overrides: [], env: {} });
const record = await readRecord(root, experiment as ExperimentId);
if (!pipeline.ok || !record.ok) throw new Error('the project cannot be read');
process.stdout.write('ready\n');
const registered = await registerModels({
  root,
  store: storeFolder(join(root, '.labbook')),
  models: pipeline.value.models,
  versions: 'semantic',
  bump: null,
  record: record.value,
  bundleTransform: async () => ({ ok: false, error: 'no model has one' }),
  signal: new AbortController().signal,
  now: () => new Date(),
});
if (!registered.ok) throw new Error(JSON.stringify(registered.error));
