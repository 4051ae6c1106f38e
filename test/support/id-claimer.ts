/** A process that claims an id in a project (argv 2) for a minute (argv 3), drawing what all draw, and dies with it. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { claimExperimentId } from '../../src/experiment/record/claim-experiment-id.ts';
import { storeFolder } from '../../src/store/store-folder.ts';

const [root = '', at = ''] = process.argv.slice(2);
const store = storeFolder(join(root, '.labbook'));
const { id } = await claimExperimentId({ root, store, at: new Date(at), random: () => 0.5 });
writeSync(1, id);
process.exit(0);
