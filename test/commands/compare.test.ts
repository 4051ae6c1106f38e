import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareCommand } from '../../src/commands/compare.ts';
import { runCommand } from '../support/command-input.ts';
import { experimentsToCompare } from '../support/compared-experiments.ts';
import { writeRecords } from '../support/record-variants.ts';

let root = '';
test.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'labbook-compare-'));
  await writeRecords(
    root,
    experimentsToCompare(4).map(({ record }) => record),
  );
});
test.after(() => rm(root, { recursive: true, force: true }));

const compare = (positionals: readonly string[], flags = {}) =>
  runCommand(compareCommand, { root, positionals, flags });

test('two experiments are compared in the terminal and in a page, the first being the baseline', async () => {
  const answer = await compare(['able-bee', 'latest']);
  assert.is(answer.exitCode, 0);
  assert.match(answer.text, /^deft-seal against able-bee: cannot tell in accuracy/);
  assert.equal(answer.notes, ['page: reports/compare-able-bee-deft-seal.html']);
  const page = await readFile(join(root, 'reports', 'compare-able-bee-deft-seal.html'), 'utf8');
  assert.match(page, /<title>Comparison of able-bee, deft-seal<\/title>/);
  const json = answer.json as { schema: string; baseline: string; page: string };
  assert.is(json.schema, 'labbook.comparison/1');
  assert.match(json.baseline, /able-bee$/);
});

test('--baseline may be among them or not', async () => {
  const among = (await compare(['able-bee', 'bold-cat'], { baseline: 'bold-cat' })).json as {
    baseline: string;
    pairs: unknown[];
  };
  assert.match(among.baseline, /bold-cat$/);
  assert.is(among.pairs.length, 1);
  const beside = (await compare(['able-bee'], { baseline: 'bold-cat' })).json as {
    experiments: { id: string }[];
  };
  assert.equal(
    beside.experiments.map(({ id }) => id.slice(14)),
    ['bold-cat', 'able-bee'],
  );
});

test('--md prints markdown, --html names the page, and many are told by their number', async () => {
  assert.match((await compare(['able-bee', 'bold-cat'], { md: true })).text, /^## Comparison of/);
  await compare(['able-bee', 'bold-cat'], { html: 'out/page.html' });
  assert.ok(existsSync(join(root, 'out', 'page.html')));
  const many = await compare(['able-bee', 'bold-cat', 'calm-otter', 'deft-seal']);
  assert.match(many.notes?.[0] ?? '', /^page: reports\/compare-able-bee-and-3-more-[0-9a-f]{6}\.html$/);
});

test('too few, twice the same, unknown ones and odd paths are usage problems, all told at once', async () => {
  assert.is((await compare(['able-bee'])).exitCode, 2);
  assert.is((await compare(['able-bee', 'able-bee'])).exitCode, 2);
  assert.is((await compare(['able-bee', 'bold-cat'], { html: 'page.txt' })).exitCode, 2);
  const unknown = await compare(['nobody', 'able-bea']);
  assert.is(unknown.exitCode, 2);
  assert.equal(
    unknown.problems?.map(({ kind }) => kind),
    ['no-such-experiment', 'no-such-experiment'],
  );
});

test.run();
