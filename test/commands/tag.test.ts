import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tagCommand } from '../../src/commands/tag.ts';
import { writeIndexPage } from '../../src/report/index-page/write-index-page.ts';
import { runCommand } from '../support/command-input.ts';
import { recordVariant, writeRecords } from '../support/record-variants.ts';

const id = '20261122-1432-calm-otter';
let root = '';
test.before.each(async () => {
  root = await mkdtemp(join(tmpdir(), 'labbook-tag-'));
  await writeRecords(root, [recordVariant({ id, tags: ['from-run'] })]);
});
test.after.each(() => rm(root, { recursive: true, force: true }));

const tag = (positionals: readonly string[], flags = {}) =>
  runCommand(tagCommand, { root, positionals, flags });

test('tags are added once, in order, and taken away, while the record stays as it was', async () => {
  const before = await readFile(join(root, 'experiments', id, 'record.json'), 'utf8');
  assert.is((await tag(['calm-otter', 'paper', 'best', 'paper'])).text, `${id}: from-run paper best`);
  assert.is((await tag(['latest', 'paper'])).text, `${id}: from-run paper best`);
  assert.is((await tag(['latest', 'from-run', 'best'], { remove: true })).text, `${id}: paper`);
  assert.is((await tag(['latest', 'paper'], { remove: true })).text, `${id}: no tags`);
  assert.is(await readFile(join(root, 'experiments', id, 'record.json'), 'utf8'), before);
});

test('pages that show the tags are written anew, and none is made', async () => {
  await tag(['latest', 'paper']);
  assert.not(existsSync(join(root, 'reports')));
  await writeIndexPage(root);
  await writeFile(join(root, 'reports', `${id}.html`), 'old');
  await tag(['latest', 'seen-again']);
  for (const page of ['index', id]) {
    assert.match(await readFile(join(root, 'reports', `${page}.html`), 'utf8'), /seen-again/);
  }
});

test('many that tag one experiment at once lose nothing of each other', async () => {
  const names = Array.from({ length: 8 }, (_, i) => `t${i}`);
  await Promise.all(names.map((name) => tag(['latest', name])));
  const { text } = await tag(['latest', 'last']);
  assert.equal(text.split(' ').slice(1).sort(), ['from-run', 'last', ...names]);
});

test('what is no word cannot be a tag', async () => {
  for (const bad of ['two words', '', 'x'.repeat(65), 'a\u001bb']) {
    assert.is((await tag(['latest', bad])).exitCode, 2, JSON.stringify(bad));
  }
});

test('an unknown experiment is a problem', async () => {
  const answer = await tag(['calm-oter', 'paper']);
  assert.is(answer.exitCode, 2);
  assert.equal(answer.problems, [{ kind: 'no-such-experiment', given: 'calm-oter', near: id }]);
});

test('unreadable annotations are not overwritten', async () => {
  const file = join(root, 'experiments', id, 'annotations.json');
  await writeFile(file, '{"mine": true}');
  const answer = await tag(['latest', 'paper']);
  assert.is(answer.exitCode, 2);
  assert.is(answer.problems?.[0]?.kind, 'damaged-experiment');
  assert.is(await readFile(file, 'utf8'), '{"mine": true}');
});

test.run();
