import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shortDigest } from '../../src/base/digest.ts';
import { noteCommand } from '../../src/commands/note.ts';
import { showCommand } from '../../src/commands/show.ts';
import { runCommand } from '../support/command-input.ts';
import { recordVariant, writeRecords } from '../support/record-variants.ts';

const id = '20261122-1432-calm-otter';
const record = recordVariant({
  id,
  startedAt: '2026-11-22T14:32:05.000Z',
  name: 'wider\u001b[2J',
  tags: ['paper'],
  params: { horizon: 7, epochs: 10, window: 14 },
  metrics: {
    loss: { value: 0.9 },
    accuracy: { value: 0.61, interval: [0.55, 0.67], baseline: 0.38, n: 1234, headline: true },
  },
});
let root = '';
test.before.each(async () => {
  root = await mkdtemp(join(tmpdir(), 'labbook-show-'));
  await writeRecords(root, [record]);
});
test.after.each(() => rm(root, { recursive: true, force: true }));

test('the latest experiment is shown with its metrics, stages, params, outputs and paths', async () => {
  const { text, exitCode } = await runCommand(showCommand, { root });
  assert.is(exitCode, 0);
  assert.match(text, /^experiment {2}20261122-1432-calm-otter\n/);
  assert.match(text, /started {5}2026-11-22 14:32:05 UTC, took 12 s/);
  assert.match(
    text,
    /evaluate\.accuracy +0\.6100 +0\.5500 to 0\.6700 +0\.3800 +1,234\nevaluate\.loss +0\.9000/,
  );
  assert.match(text, /features +ran +1\.0 s +\S/);
  assert.match(text, /train\.epochs +10\n/);
  const [output] = record.stages[0]?.outputs ?? [];
  assert.ok(output !== undefined && text.includes(shortDigest(output.content)));
  assert.match(text, /features\.table .* 1,000 .* data\/table\.parquet/);
  assert.match(text, new RegExp(`reports/${id}.html$`));
});

test('of many metrics the headline ones and a few more are shown, and all of them on demand', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`m${i}`, { value: i, headline: i === 39 }]),
  );
  await writeRecords(root, [recordVariant({ id, metrics: many })]);
  const some = (await runCommand(showCommand, { root })).text;
  assert.match(some, /metric +value\nevaluate\.m39 +39\n/);
  assert.match(some, /and 28 more metrics: --all shows them/);
  assert.match((await runCommand(showCommand, { root, flags: { all: true } })).text, /evaluate\.m38 +38\n/);
});

test('nothing in a record can steer the terminal', async () => {
  assert.not((await runCommand(showCommand, { root })).text.includes('\u001b'));
});

test('--json is the record and its notes', async () => {
  await runCommand(noteCommand, { root, positionals: ['latest', 'seen'] });
  const { json } = await runCommand(showCommand, { root, positionals: ['calm-otter'] });
  const shown = json as { experiment: unknown; notes: readonly { text: string }[] };
  assert.equal(shown.experiment, record);
  assert.is(shown.notes[0]?.text, 'seen');
});

test('an experiment that is not there is a usage problem', async () => {
  const answer = await runCommand(showCommand, { root, positionals: ['nobody'] });
  assert.is(answer.exitCode, 2);
  assert.is(answer.problems?.[0]?.kind, 'no-such-experiment');
});

test.run();
