import { join } from 'node:path';
import { neededBlobs } from '../archive/needed-blobs.ts';
import { digestFile } from '../base/digest.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { hasBlob } from '../store/blob-store.ts';
import { openText } from '../words/open-text.ts';
import { type Command, refused } from './command.ts';
import { openReference } from './open-reference.ts';

const nothingOpened = { schema: 'labbook.open/1', experiment: null };

export const openCommand: Command = {
  name: 'open',
  summary: 'say what a digest, an id or an archive is, and what of it is here',
  positionals: { label: '<digest, id or file>', min: 1, max: 1 },
  options: {},
  description: `Names the experiment, and for a digest the stage and output that it is of; what of its blobs is here; and which of its source files are otherwise in this working tree now.

  labbook open 3fa8c1e0
  labbook open calm-otter.labbook`,

  async run(input, { root, style }) {
    const opened = await openReference(root, input.positionals[0] ?? '');
    if (!opened.ok) {
      const isDamage = ['archive-refused', 'damaged-experiment'].includes(opened.error.kind);
      return { ...refused([opened.error], nothingOpened), ...(isDamage && { exitCode: 7 }) };
    }
    await using open = opened.value;
    const { record, named, alsoIn } = open.reference;
    const missing: string[] = [];
    for (const { blob, what } of neededBlobs(record)) {
      if (!(await hasBlob(open.store, blob))) missing.push(what);
    }
    const facts = {
      record,
      named,
      alsoIn,
      archive: open.archive?.file ?? null,
      missing,
      changed: await changedFiles(root, record),
    };
    const { id, materials } = record;
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.open/1',
        experiment: id,
        named,
        alsoIn,
        page: open.archive === null ? `reports/${id}.html` : null,
        missing,
        notKept: materials?.notKept ?? [],
        changed: facts.changed,
      },
      text: openText(facts, style),
    };
  },
};

/** Source files that are not, in this working tree, what the experiment was made from. */
async function changedFiles(
  root: string,
  { materials }: ExperimentRecord,
): Promise<readonly { readonly path: string; readonly now: 'missing' | 'changed' }[]> {
  const found: { path: string; now: 'missing' | 'changed' }[] = [];
  for (const { path, blob } of materials?.files ?? []) {
    const now = await digestFile(join(root, path)).catch(() => null);
    if (now !== blob) found.push({ path, now: now === null ? 'missing' : 'changed' });
  }
  return found;
}
