import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { globPattern } from '../../src/config/glob-pattern.ts';

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['seed/*.csv', ['seed/a.csv', 'seed/a.b.csv'], ['seed/.csv', 'seed/x/a.csv', 'seedXa.csv', 'seed/a.csvx']],
  ['seed/**/*.csv', ['seed/a.csv', 'seed/x/a.csv', 'seed/x/y/a.csv'], ['seeds/a.csv', 'seed/.x/a.csv']],
  ['seed/**', ['seed/a', 'seed/x/y'], ['seed', 'seed/.a']],
  ['a?.csv', ['ab.csv'], ['a.csv', 'a/.csv']],
  ['[a-c]*.{csv,json}', ['a.csv', 'cx.json'], ['d.csv', 'a.txt']],
  ['[!a].csv', ['b.csv'], ['a.csv']],
  ['a+(b).csv', ['a+(b).csv'], ['aab.csv']],
];

for (const [glob, yes, no] of cases) {
  test(`${glob} matches just what it should`, () => {
    for (const path of yes) assert.ok(globPattern(glob).test(path), path);
    for (const path of no) assert.not(globPattern(glob).test(path), path);
  });
}

test('any text is a pattern, and a plain path matches itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const pattern = globPattern(text);
      return /[*?[{]/.test(text) || /[\n\r]/.test(text) || pattern.test(text);
    }),
  );
});

test.run();
