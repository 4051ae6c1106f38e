import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemErrorWords, systemMessageWords } from '../../src/words/system-error-words.ts';

const test = suite('what the system refuses, in words');

test('an error of the system says what could not be done, where, and why; any other is none', () => {
  const error = (() => {
    try {
      readFileSync('/etc/passwd/x');
    } catch (thrown) {
      return thrown;
    }
  })();
  const words = 'cannot open /etc/passwd/x: a file stands where a folder is needed (ENOTDIR)';
  assert.is(systemErrorWords(error), words);
  assert.is(systemMessageWords((error as Error).message), words);
  assert.is(systemErrorWords(new Error('ours')), null);
  assert.is(systemErrorWords('text'), null);
  assert.is(systemMessageWords('ours'), 'ours');
});

test('of a rename, the name that was to be given is told', () => {
  assert.is(
    systemMessageWords("EISDIR: illegal operation on a directory, rename '/a/.lock.1.tmp' -> '/a/lock'"),
    'cannot rename /a/lock: a folder stands where a file is needed (EISDIR)',
  );
});

test.run();
