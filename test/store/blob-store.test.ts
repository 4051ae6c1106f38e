import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import { hasBlob, hasIntactBlob, putBlob, restoreBlob } from '../../src/store/blob-store.ts';
import { type StoreFolder, storeFolder } from '../../src/store/store-folder.ts';
import { bundledProgram } from '../support/bundled-program.ts';
import { exited } from '../support/exited.ts';
import { diskTest, mount } from '../support/small-disk.ts';

const test = suite('blobs');
let folder: string;
let store: StoreFolder;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-blobs-'));
  store = storeFolder(join(folder, '.labbook'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const given = (bytes: string | Uint8Array): string => {
  const path = join(folder, 'given');
  writeFileSync(path, bytes);
  return path;
};
const allFiles = (): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

function overwrite(path: string, bytes: string): void {
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
}

test('any bytes come back as they went in, under their SHA-256', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const put = await putBlob(store, given(bytes));
      assert.equal(put, { digest: digestBytes(bytes), bytes: bytes.length });
      const target = join(folder, 'back', 'f');
      assert.ok((await restoreBlob(store, { digest: put.digest, target })).ok);
      assert.equal(new Uint8Array(readFileSync(target)), bytes);
    }),
    { numRuns: 30 },
  );
});

test('a stored blob is a copy: later edits of the file, or of a restored one, leave it alone', async () => {
  const path = given('first');
  const { digest } = await putBlob(store, path);
  writeFileSync(path, 'edited');
  const target = join(folder, 'target');
  await restoreBlob(store, { digest, target });
  assert.is(readFileSync(target, 'utf8'), 'first');
  writeFileSync(target, 'edited too');
  assert.ok(await hasIntactBlob(store, digest));
  assert.is(statSync(store.blob(digest)).mode & 0o222, 0, 'nobody may write to a blob');
});

test('a damaged blob is told, leaves the target as it is, and is mended by the next put', async () => {
  const { digest } = await putBlob(store, given('right'));
  const target = join(folder, 'target');
  writeFileSync(target, 'mine');
  for (const damage of ['wrong', 'righ', 'right ', '']) {
    overwrite(store.blob(digest), damage);
    assert.not.ok(await hasIntactBlob(store, digest));
    const restored = await restoreBlob(store, { digest, target });
    assert.equal(restored, { ok: false, error: { kind: 'damaged', digest } });
    assert.is(readFileSync(target, 'utf8'), 'mine');
    await putBlob(store, given('right'));
    assert.ok(await hasIntactBlob(store, digest));
  }
  assert.equal([...allFiles()].sort(), ['given', 'target', digest.slice(7)].sort());
});

test('a missing blob is told, and leaves the target as it is', async () => {
  const digest = digestBytes('never stored');
  const target = join(folder, 'deep', 'target');
  mkdirSync(dirname(target));
  writeFileSync(target, 'mine');
  assert.equal(await restoreBlob(store, { digest, target }), {
    ok: false,
    error: { kind: 'missing', digest },
  });
  assert.is(readFileSync(target, 'utf8'), 'mine');
  assert.equal(readdirSync(dirname(target)), ['target']);
  assert.not.ok(await hasBlob(store, digest));
});

test('a restored file can be written by its owner and replaces what stood there in one step', async () => {
  const { digest } = await putBlob(store, given('blob'));
  const target = join(folder, 'target');
  writeFileSync(target, 'old', { mode: 0o444 });
  const before = statSync(target).ino;
  await restoreBlob(store, { digest, target });
  assert.is(readFileSync(target, 'utf8'), 'blob');
  assert.is(statSync(target).mode & 0o777, 0o644);
  assert.is.not(statSync(target).ino, before);
});

test('many processes that put one blob at once leave one intact blob', async () => {
  using putter = await bundledProgram(join(import.meta.dirname, '../support/blob-putter.ts'));
  const text = 'many'.repeat(100_000);
  const path = given(text);
  const digest = digestBytes(text);
  const printed = await Promise.all(
    Array.from({ length: 5 }, () => exited(putter.path, store.root, path, '8')),
  );
  for (const lines of printed) assert.is(lines, `${digest}\n`.repeat(8));
  assert.ok(await hasIntactBlob(store, digest));
  assert.equal([...allFiles()].sort(), ['given', digest.slice(7)].sort(), 'no temporary file is left');
});

diskTest(test)('a full disk leaves the store as it was', async () => {
  using _disk = mount(store.root, { kilobytes: 128 });
  const small = await putBlob(store, given('small'));
  const error = await putBlob(store, given('x'.repeat(500_000))).then(
    () => null,
    (reason: NodeJS.ErrnoException) => reason.code,
  );
  assert.is(error, 'ENOSPC');
  assert.equal(readdirSync(store.temporary), []);
  assert.not.ok(await hasBlob(store, digestBytes('x'.repeat(500_000))));
  assert.ok(await hasIntactBlob(store, small.digest));
});

diskTest(test)('a full disk under the target leaves the target as it was', async () => {
  const { digest } = await putBlob(store, given('x'.repeat(500_000)));
  using _disk = mount(join(folder, 'out'), { kilobytes: 64 });
  const target = join(folder, 'out', 'target');
  writeFileSync(target, 'mine');
  const error = await restoreBlob(store, { digest, target }).then(
    () => null,
    (reason: NodeJS.ErrnoException) => reason.code,
  );
  assert.is(error, 'ENOSPC');
  assert.equal(readdirSync(dirname(target)), ['target']);
  assert.is(readFileSync(target, 'utf8'), 'mine');
});

test('a file that is not there cannot be put, and leaves nothing', async () => {
  const error = await putBlob(store, join(folder, 'none')).then(
    () => null,
    (reason: NodeJS.ErrnoException) => reason.code,
  );
  assert.is(error, 'ENOENT');
  assert.equal(allFiles(), []);
  assert.not.ok(existsSync(join(store.root, 'store/blobs')));
});

test.run();
