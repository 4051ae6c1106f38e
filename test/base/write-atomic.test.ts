import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeAtomic } from '../../src/base/write-atomic.ts';
import { diskTest, mount } from '../support/small-disk.ts';

const test = suite('atomic writes');
let folder: string;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-write-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: NodeJS.ErrnoException) => error.code,
  );

test('makes the folders that are missing, and writes text and bytes', async () => {
  await writeAtomic(join(folder, 'a/b/c.txt'), 'ü');
  assert.is(readFileSync(join(folder, 'a/b/c.txt'), 'utf8'), 'ü');
  await writeAtomic(join(folder, 'a/b/c.txt'), new Uint8Array([0, 255]));
  assert.equal([...readFileSync(join(folder, 'a/b/c.txt'))], [0, 255]);
});

test('a reader among many writers sees one whole content at every moment', async () => {
  const path = join(folder, 'f');
  const contents = Array.from({ length: 12 }, (_, i) => String.fromCharCode(97 + i).repeat(200_000 + i));
  await writeAtomic(path, contents[0] ?? '');
  let isWriting = true;
  const writers = Promise.all(contents.map((text) => writeAtomic(path, text))).finally(() => {
    isWriting = false;
  });
  let reads = 0;
  while (isWriting) {
    assert.ok(contents.includes(readFileSync(path, 'utf8')), 'a part of a content');
    reads += 1;
    await new Promise(setImmediate);
  }
  await writers;
  assert.ok(reads > 3);
  assert.equal(readdirSync(folder), ['f'], 'nothing is left beside it');
});

diskTest(test)('a full disk leaves the old content and nothing else', async () => {
  using _disk = mount(join(folder, 'disk'), { kilobytes: 64 });
  const path = join(folder, 'disk', 'f');
  await writeAtomic(path, 'old');
  assert.is(await codeOf(writeAtomic(path, 'x'.repeat(200_000))), 'ENOSPC');
  assert.is(readFileSync(path, 'utf8'), 'old');
  assert.equal(readdirSync(join(folder, 'disk')), ['f']);
});

test('a folder or a file in the way is told and left alone', async () => {
  mkdirSync(join(folder, 'd/inner'), { recursive: true });
  assert.match(String(await codeOf(writeAtomic(join(folder, 'd'), 'x'))), /EISDIR|ENOTEMPTY|EEXIST/);
  writeFileSync(join(folder, 'f'), 'kept');
  assert.match(String(await codeOf(writeAtomic(join(folder, 'f/below'), 'x'))), /ENOTDIR|EEXIST/);
  assert.equal(readdirSync(folder).sort(), ['d', 'f']);
  assert.is(readFileSync(join(folder, 'f'), 'utf8'), 'kept');
});

test('a link is replaced, not what it leads to', async () => {
  writeFileSync(join(folder, 'aim'), 'aim');
  symlinkSync('aim', join(folder, 'link'));
  await writeAtomic(join(folder, 'link'), 'new');
  assert.is(readFileSync(join(folder, 'aim'), 'utf8'), 'aim');
  assert.is(readFileSync(join(folder, 'link'), 'utf8'), 'new');
});

test.run();
