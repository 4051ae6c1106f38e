import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import { writeAtomic } from '../../src/base/write-atomic.ts';
import { putBlob } from '../../src/store/blob-store.ts';
import { commitResult } from '../../src/store/commit-result.ts';
import { type StoreFolder, storeFolder } from '../../src/store/store-folder.ts';
import { type NotedSync, notedSyncs } from '../support/noted-syncs.ts';
import { sampleResult } from '../support/sample-result.ts';

const test = suite('what a loss of power leaves');
let folder: string;
let store: StoreFolder;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-durable-'));
  store = storeFolder(folder);
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** All bytes are on the disk before the name leads to them, and then the name is. */
function assertDurable(syncs: readonly NotedSync[], { before }: { before: string | null }): void {
  const [file, name] = syncs;
  assert.is(syncs.length, 2);
  assert.is(file?.of, 'file');
  assert.ok((file?.bytes ?? 0) > 0, 'the bytes were written before they were synced');
  assert.is(file?.standing, before, 'the name still leads to what was there');
  assert.is(name?.of, 'folder');
  assert.is.not(name?.standing, before, 'the name leads to the new bytes before the folder is synced');
}

test('a file that is written anew is the old one or the new one', async () => {
  const path = join(folder, 'f');
  writeFileSync(path, 'old');
  assertDurable(
    await notedSyncs(
      () => writeAtomic(path, 'new'),
      () => path,
    ),
    { before: 'old' },
  );
});

test('a blob has its bytes before it has its name', async () => {
  writeFileSync(join(folder, 'given'), 'bytes');
  const work = () => putBlob(store, join(folder, 'given'));
  assertDurable(await notedSyncs(work, () => store.blob(digestBytes('bytes'))), { before: null });
});

test('a commit record has its bytes before it has its name', async () => {
  const record = sampleResult();
  const work = () => commitResult(store, { record, replaces: false });
  assertDurable(await notedSyncs(work, () => store.result(record.fingerprint)), { before: null });
});

test.run();
