import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findGarbage, removeGarbage, type StoredFile } from '../store/collect-garbage.ts';
import { storeFolder } from '../store/store-folder.ts';
import { whileNothingRuns } from '../store/while-running.ts';
import { garbageText, runUnderWay } from '../words/store-text.ts';
import { type Command, hasFlag } from './command.ts';

export const gcCommand: Command = {
  name: 'gc',
  summary: 'remove from the store what nothing names any more',
  positionals: { label: '', min: 0, max: 0 },
  options: { dry: { type: 'boolean', summary: 'only say what would go' } },
  description: `Keeps every blob, result and bundle that an experiment, a registered model, pipeline.lock, baseline.json or the last run of a stage names, and removes the others, with the experiments that labbook remove took away. Beside a run it removes nothing.

  labbook gc --dry
  labbook gc`,

  async run(input, context) {
    const isDry = hasFlag(input, 'dry');
    const { root, signal, style } = context;
    const store = storeFolder(join(root, '.labbook'));
    const work = async () => {
      const removed = await readdir(store.removed).catch(() => []);
      const garbage = await findGarbage({ root, store });
      if (!isDry) {
        await rm(store.removed, { recursive: true, force: true });
        await removeGarbage(garbage.unnamed);
      }
      return { ...garbage, removed };
    };
    const done = isDry ? await work() : await whileNothingRuns({ store, signal }, work);
    if (done === null) {
      const json = { schema: 'labbook.gc/1', state: 'run-under-way', isDry };
      return { exitCode: 0, json, text: '', notes: [runUnderWay] };
    }
    const { kept, unnamed, removed } = done;
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.gc/1',
        state: 'done',
        isDry,
        kept: { files: kept.length, bytes: bytesOf(kept) },
        removed: { files: unnamed.length, bytes: bytesOf(unnamed), experiments: removed },
      },
      text: garbageText({ kept, unnamed, removed, isDry, style }),
    };
  },
};

function bytesOf(files: readonly StoredFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
