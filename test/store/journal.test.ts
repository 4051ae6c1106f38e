import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Journal } from '../../src/store/journal.ts';

const test = suite('a journal');
let folder: string;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-journal-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'below/x.journal');
const open = () => new Journal(path());

test('the last that was said under a name is what stands, for whoever reads', () => {
  const [mine, other] = [open(), open()];
  assert.is(mine.last('a'), null);
  mine.add('a', '{"n": 1}');
  other.add('b', 'two words');
  other.add('a', '{"n": 2}');
  assert.is(mine.last('a'), '{"n": 2}');
  assert.is(mine.last('b'), 'two words');
  assert.equal(open().all(), ['{"n": 2}', 'two words']);
});

test('a line that was cut off, or is not what was written, is as if it had not been written', () => {
  open().add('a', 'one');
  const whole = readFileSync(path(), 'utf8');
  open().add('a', 'other');
  const added = readFileSync(path(), 'utf8').slice(whole.length);
  for (const cut of [1, 5, 40, added.length - 2]) {
    writeFileSync(path(), whole + added.slice(0, cut));
    assert.is(open().last('a'), 'one', `cut off after ${cut}`);
    open().add('b', 'after the kill');
    assert.is(open().last('b'), 'after the kill', `cut off after ${cut}`);
  }
  writeFileSync(path(), whole.replace('one', 'One'));
  assert.is(open().last('a'), null);
});

test('what others add is read from where reading ended', () => {
  const journal = open();
  for (let i = 0; i < 2000; i++) {
    assert.is(journal.last(`n${i - 1}`), i === 0 ? null : `${i - 1}`);
    journal.add(`n${i}`, String(i));
  }
  // Half a line of another process, and then its end.
  const line = `${readFileSync(path(), 'utf8').trim().split('\n').at(-1)}\n`;
  appendFileSync(path(), line.slice(0, 20));
  assert.is(journal.last('n5'), '5');
  appendFileSync(path(), line.slice(20));
  assert.is(journal.last('n1999'), '1999');
});

test('what later lines replaced is taken out once it is most of the file', async () => {
  const journal = open();
  await journal.tidy();
  assert.not.ok(existsSync(path()));
  for (let i = 0; i < 3; i++) journal.add('a', `text ${i}`);
  await journal.tidy();
  const before = statSync(path()).size;
  for (let i = 0; i < 3; i++) journal.add('b', `text ${i}`);
  journal.add('a', 'last');
  await journal.tidy();
  assert.ok(statSync(path()).size < before);
  assert.is(journal.last('a'), 'last');
  assert.is(open().last('b'), 'text 2');
});

test.run();
