import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import { sealedJson } from '../../src/base/sealed-json.ts';
import { fingerprintOf } from '../../src/plan/make-recipe.ts';
import { commitResult } from '../../src/store/commit-result.ts';
import { readResult } from '../../src/store/read-result.ts';
import { type StoreFolder, storeFolder } from '../../src/store/store-folder.ts';
import { bundledProgram } from '../support/bundled-program.ts';
import { exited } from '../support/exited.ts';
import { sampleRecipe, sampleResult } from '../support/sample-result.ts';

const test = suite('commit records');
let folder: string;
let store: StoreFolder;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-results-'));
  store = storeFolder(folder);
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const record = sampleResult();
const commit = (seconds: number, replaces = false) =>
  commitResult(store, { record: sampleResult({ seconds }), replaces });

test('what was committed is read back', async () => {
  assert.is(await readResult(store, record.fingerprint), null);
  assert.equal(await commitResult(store, { record, replaces: false }), record);
  assert.equal(await readResult(store, record.fingerprint), record);
});

test('the first to commit wins, and the second is given the first one’s record', async () => {
  await commit(1);
  assert.is((await commit(2)).seconds, 1);
  assert.is((await readResult(store, record.fingerprint))?.seconds, 1);
  assert.equal(readdirSync(store.temporary), []);
});

test('many processes at once agree on one record', async () => {
  using committer = await bundledProgram(join(import.meta.dirname, '../support/result-committer.ts'));
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      exited(committer.path, store.root, JSON.stringify(sampleResult({ seconds: i }))),
    ),
  );
  assert.is(new Set(answers).size, 1, answers.join());
  assert.is(`${(await readResult(store, record.fingerprint))?.seconds}\n`, answers[0]);
});

test('a result that is to be replaced gives way, whole at every moment', async () => {
  await commit(1);
  let isDone = false;
  const writers = (async () => {
    for (let i = 2; i < 60; i++) await commit(i, true);
    isDone = true;
  })();
  while (!isDone) {
    assert.ok((await readResult(store, record.fingerprint)) !== null, 'no record for a moment');
    await turn();
  }
  await writers;
  assert.is((await readResult(store, record.fingerprint))?.seconds, 59);
});

test('a record that cannot be believed is none, and the next commit takes its place', async () => {
  await commit(1);
  const path = store.result(record.fingerprint);
  const right = readFileSync(path, 'utf8');
  const other = { ...record, recipe: { ...sampleRecipe, seed: 43 } };
  for (const [what, text] of [
    ['an empty file', ''],
    ['half a file', right.slice(0, right.length / 2)],
    ['another metric', right.replace('0.61', '0.91')],
    ['another recipe than its name says', sealedJson(other)],
    ['another schema', sealedJson({ ...record, schema: 'labbook.result/1' })],
    ['no object', sealedJson([])],
    ['no recipe', sealedJson({ schema: 'labbook.result/2' })],
  ] as const) {
    writeFileSync(path, text);
    assert.is(await readResult(store, record.fingerprint), null, what);
    assert.is((await commit(3)).seconds, 3);
    assert.is((await readResult(store, record.fingerprint))?.seconds, 3, what);
  }
});

test('a fingerprint is the digest of the recipe, whatever the order of its keys', () => {
  const turned = Object.fromEntries(Object.entries(sampleRecipe).reverse()) as unknown as typeof sampleRecipe;
  assert.is(fingerprintOf(turned), record.fingerprint);
  assert.is.not(fingerprintOf({ ...sampleRecipe, inputs: { table: digestBytes('x') } }), record.fingerprint);
});

test.run();
