import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import { sealedJson, unsealedJson } from '../../src/base/sealed-json.ts';
import { FileIndex, isSettled } from '../../src/observe/file-index.ts';

const test = suite('the file index');
let folder: string;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-index-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const open = (isParanoid = false) => new FileIndex({ folder: join(folder, 'index'), isParanoid });
const digestIn = async (index: FileIndex, path: string) => (await index.observe(path))?.digest ?? null;

test('a file is its digest and size; a folder, a gap and a file below a file are none', async () => {
  const index = open();
  writeFileSync(join(folder, 'f'), 'text');
  assert.equal(await index.observe(join(folder, 'f')), { digest: digestBytes('text'), bytes: 4 });
  for (const path of [folder, join(folder, 'none'), join(folder, 'f/below')]) {
    assert.is(await index.observe(path), null, path);
  }
});

test('a file rewritten in the same size, however soon, is noticed', async () => {
  const path = join(folder, 'f');
  const index = open();
  for (let i = 0; i < 300; i++) {
    const text = String(i % 7);
    writeFileSync(path, text);
    assert.is(await digestIn(index, path), digestBytes(text), `rewrite ${i}`);
    if (i % 50 === 0) await index.save();
  }
});

test('a file rewritten in the same size while it is read is not remembered as what it was', async () => {
  const path = join(folder, 'large');
  const size = 8_000_000;
  for (let round = 0; round < 8; round++) {
    const index = open();
    writeFileSync(path, Buffer.alloc(size, 'a'));
    const reading = index.observe(path);
    await sleep(round % 4);
    const edited = Buffer.alloc(size, 'b');
    writeFileSync(path, edited);
    await reading;
    await sleep(30);
    assert.is(await digestIn(index, path), digestBytes(edited));
    await index.save();
    assert.is(await digestIn(open(), path), digestBytes(edited));
  }
});

test('bytes that were just put in place are read before they are believed in a later run', async () => {
  const path = join(folder, 'f');
  for (let i = 0; i < 40; i++) {
    const index = open();
    writeFileSync(path, 'restored');
    index.expect(path, digestBytes('restored'));
    // Another program writes as many bytes within the clock's grain.
    writeFileSync(path, 'by hand!');
    await index.save();
    assert.is(await digestIn(open(), path), digestBytes('by hand!'));
  }
});

test('times that were set back, another file of the same name, and a longer file are noticed', async () => {
  const path = join(folder, 'f');
  writeFileSync(path, 'one');
  await sleep(30);
  const index = open();
  await index.observe(path);
  const { atime, mtime } = statSync(path);
  await sleep(30);
  writeFileSync(path, 'two');
  utimesSync(path, atime, mtime);
  assert.is(await digestIn(index, path), digestBytes('two'), 'the change time cannot be set back');
  writeFileSync(join(folder, 'other'), 'six');
  utimesSync(join(folder, 'other'), atime, mtime);
  renameSync(join(folder, 'other'), path);
  assert.is(await digestIn(index, path), digestBytes('six'));
  rmSync(path);
  assert.is(await digestIn(index, path), null);
});

test('what was read once and has not moved is not read again, unless in doubt of all', async () => {
  const path = join(folder, 'f');
  writeFileSync(path, 'text');
  await sleep(30);
  const first = open();
  await first.observe(path);
  await first.save();
  // An index that holds another digest for the very stamp: who believes it has not read the file.
  const saved = join(folder, 'index/files.json');
  const entries = unsealedJson(readFileSync(saved, 'utf8')) as Record<string, Record<string, unknown>>;
  assert.is(entries[path]?.digest, digestBytes('text'));
  const other = digestBytes('what the file does not hold');
  writeFileSync(saved, sealedJson({ [path]: { ...entries[path], digest: other } }));
  assert.is(await digestIn(open(), path), other);
  const paranoid = open(true);
  assert.is(await digestIn(paranoid, path), digestBytes('text'));
});

test('where times are whole seconds, a file is settled only when a second and its grain have passed', () => {
  const atMs = Date.UTC(2026, 0, 1);
  const at = (ms: number) => ({ mtimeNs: BigInt(ms) * 1_000_000n, ctimeNs: BigInt(ms) * 1_000_000n });
  assert.is(isSettled(at(atMs), atMs + 1_000), false);
  assert.is(isSettled(at(atMs), atMs + 2_090), false);
  assert.is(isSettled(at(atMs), atMs + 2_110), true);
  assert.is(isSettled(at(atMs + 1), atMs + 1 + 15), false);
  assert.is(isSettled(at(atMs + 1), atMs + 1 + 25), true);
  // The later of the two times counts.
  assert.is(isSettled({ ...at(atMs - 60_000), ctimeNs: at(atMs + 1).ctimeNs }, atMs + 10), false);
});

test('a damaged index costs reading, and decides nothing', async () => {
  const path = join(folder, 'f');
  writeFileSync(path, 'text');
  await sleep(30);
  const index = open();
  await index.observe(path);
  await index.save();
  const file = join(folder, 'index/files.json');
  const right = readFileSync(file, 'utf8');
  const hex = digestBytes('text').slice(7);
  for (const damaged of ['', '[', 'null', '{}', right.replace(hex, 'f'.repeat(64)), right.slice(0, -10)]) {
    writeFileSync(file, damaged);
    assert.is(await digestIn(open(), path), digestBytes('text'));
  }
});

test('what still is as it was found is confirmed by its stamp; anything that moved is not', async () => {
  const path = join(folder, 'f');
  const gone = join(folder, 'gone');
  const found = async () => {
    writeFileSync(path, 'text');
    rmSync(gone, { force: true });
    const index = open();
    await index.observe(path);
    await index.observe(gone);
    await sleep(30);
    return index;
  };
  const stamps = await (await found()).confirm();
  assert.equal(Object.keys(stamps ?? {}), [path, gone]);
  assert.is(stamps?.[gone], null);
  for (const [what, edit] of [
    ['edited', () => writeFileSync(path, 'next')],
    ['removed', () => rmSync(path)],
    ['made', () => writeFileSync(gone, '')],
  ] as const) {
    const index = await found();
    edit();
    await sleep(30);
    assert.is(await index.confirm(), null, what);
  }
  const index = await found();
  writeFileSync(path, 'next');
  await index.observe(path);
  writeFileSync(path, 'text');
  await sleep(30);
  assert.is(await index.confirm(), null, 'found to be two things in one run');
  const lately = await found();
  writeFileSync(path, 'text');
  assert.is(await lately.confirm(), null, 'written so lately that its stamp could not show another change');
});

test('the names that an import could mean are told apart; data beside code do not count', () => {
  // Each run looks once.
  const namesIn = (at: string) => open().observeNames(at);
  const code = join(folder, 'code');
  mkdirSync(code);
  const empty = namesIn(code);
  writeFileSync(join(code, 'notes.md'), '');
  writeFileSync(join(code, 'data.parquet'), '');
  assert.is(namesIn(code), empty);
  let before = empty;
  for (const name of ['a.ts', 'a.tsx', 'a.js', 'a.mjs', 'a.cjs', 'a.jsx', 'a.mts', 'package.json']) {
    writeFileSync(join(code, name), '');
    assert.is.not(namesIn(code), before, name);
    before = namesIn(code);
  }
  mkdirSync(join(code, 'a'));
  writeFileSync(join(code, 'a', 'data.csv'), '');
  assert.is(namesIn(code), before, 'no import leads into a folder of data');
  writeFileSync(join(code, 'a', 'index.ts'), '');
  assert.is.not(namesIn(code), before);
  assert.is(namesIn(join(folder, 'none')), digestBytes(''));
});

test('a folder and a file are looked at once, however many stages share them', async () => {
  const index = open();
  const path = join(folder, 'f.ts');
  writeFileSync(path, 'one');
  const names = index.observeNames(folder);
  assert.is((await index.observeOnce(path))?.digest, digestBytes('one'));
  writeFileSync(path, 'two');
  writeFileSync(join(folder, 'g.ts'), '');
  assert.is(index.observeNames(folder), names);
  assert.is((await index.observeOnce(path))?.digest, digestBytes('one'));
  assert.is(await index.confirm(), null, 'the end of the run sees that it changed');
});

test('two names of one file are two paths', async () => {
  const index = open();
  writeFileSync(join(folder, 'f'), 'text');
  linkSync(join(folder, 'f'), join(folder, 'g'));
  assert.is(await digestIn(index, join(folder, 'g')), digestBytes('text'));
});

test.run();
