import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Digest } from '../../src/base/digest.ts';
import { findLostOutput, placeOutputs } from '../../src/execute/place-outputs.ts';
import { FileIndex } from '../../src/observe/file-index.ts';
import { putBlob } from '../../src/store/blob-store.ts';
import { type StoreFolder, storeFolder } from '../../src/store/store-folder.ts';
import { sampleResult } from '../support/sample-result.ts';
import { diskTest, mount } from '../support/small-disk.ts';

const test = suite('placing outputs');
let root: string;
let store: StoreFolder;
let digest: Digest;
let told: [string, string][];
test.before.each(async () => {
  root = mkdtempSync(join(tmpdir(), 'labbook-place-'));
  store = storeFolder(join(root, '.labbook'));
  writeFileSync(join(root, 'made'), 'the result');
  ({ digest } = await putBlob(store, join(root, 'made')));
  told = [];
});
test.after.each(() => rmSync(root, { recursive: true, force: true }));

const target = () => join(root, 'data/model.json');

function result() {
  const output = { format: 'json', blob: digest, content: digest, bytes: 10, table: null } as const;
  return { ...sampleResult(), outputs: { model: output } };
}

function place() {
  return placeOutputs({
    root,
    run: 'a-run',
    outputs: { model: { path: 'data/model.json', format: 'json' } },
    result: result(),
    store,
    index: new FileIndex({ folder: store.index }),
    onReplaced: (path, aside) => told.push([path, aside]),
  });
}

test('puts a missing output in place and leaves a right one alone', async () => {
  assert.ok((await place()).ok);
  assert.is(readFileSync(target(), 'utf8'), 'the result');
  const { ino, mtimeMs } = statSync(target());
  assert.ok((await place()).ok);
  assert.equal([statSync(target()).ino, statSync(target()).mtimeMs], [ino, mtimeMs]);
  assert.equal(told, []);
});

test('keeps what somebody wrote there by hand, and says where', async () => {
  await place();
  writeFileSync(target(), 'my notes');
  assert.ok((await place()).ok);
  assert.is(readFileSync(target(), 'utf8'), 'the result');
  const [[path, aside] = ['', '']] = told;
  assert.is(path, 'data/model.json');
  assert.is(readFileSync(aside, 'utf8'), 'my notes');
});

test('replaces another result, which the store holds, without a word', async () => {
  await place();
  writeFileSync(target(), 'an older result');
  await putBlob(store, target());
  assert.ok((await place()).ok);
  assert.equal(told, []);
});

diskTest(test)('keeps the file of a hand also where outputs stand on another disk', async () => {
  using _disk = mount(join(root, 'data'), { kilobytes: 64 });
  writeFileSync(target(), 'my notes');
  assert.ok((await place()).ok);
  assert.is(readFileSync(told[0]?.[1] ?? '', 'utf8'), 'my notes');
  assert.is(readFileSync(target(), 'utf8'), 'the result');
});

test('tells a lost or damaged blob, whatever stands in the project', async () => {
  await place();
  const lost = () => findLostOutput(result(), { store, index: new FileIndex({ folder: store.index }) });
  assert.is(await lost(), null);
  chmodSync(store.blob(digest), 0o644);
  writeFileSync(store.blob(digest), 'the resulT');
  assert.equal(await lost(), { output: 'model', problem: { kind: 'damaged', digest } });
  rmSync(target());
  assert.equal(await place(), {
    ok: false,
    error: { output: 'model', problem: { kind: 'damaged', digest } },
  });
  rmSync(store.blob(digest));
  assert.equal(await lost(), { output: 'model', problem: { kind: 'missing', digest } });
  assert.not.ok(existsSync(target()));
});

test.run();
