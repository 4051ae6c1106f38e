import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noteCommand } from '../../src/commands/note.ts';
import { findExperiment } from '../../src/experiment/query/find-experiment.ts';
import { runCommand } from '../support/command-input.ts';
import { recordVariant, writeRecords } from '../support/record-variants.ts';

const id = '20261122-1432-calm-otter';
let root = '';
test.before.each(async () => {
  root = await mkdtemp(join(tmpdir(), 'labbook-note-'));
  await writeRecords(root, [recordVariant({ id, name: 'first', hypothesis: 'it helps' })]);
});
test.after.each(() => rm(root, { recursive: true, force: true }));

const note = (positionals: readonly string[], flags = {}) =>
  runCommand(noteCommand, { root, positionals, flags });

test('notes add up in order; name and hypothesis are replaced or taken away', async () => {
  await note(['latest', 'worth', 'a look']);
  await note(['calm-otter', 'second'], { name: 'wider' });
  await note(['calm-otter'], { hypothesis: '' });
  const found = await findExperiment(root, 'latest');
  assert.ok(found.ok);
  if (!found.ok) return;
  assert.equal(
    found.value.annotations.notes.map(({ text }) => text),
    ['worth a look', 'second'],
  );
  assert.is(found.value.record.name, 'wider');
  assert.is(found.value.record.hypothesis, null);
});

test('nothing to write is a usage problem', async () => {
  assert.is((await note(['latest'])).exitCode, 2);
  assert.is((await note(['latest', '  '])).exitCode, 2);
  assert.is((await note(['nobody', 'text'])).exitCode, 2);
});

test.run();
