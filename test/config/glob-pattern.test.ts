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

test('no pattern takes long, whatever path it is put to', () => {
  const path = 'a'.repeat(200);
  const began = performance.now();
  for (const glob of [
    '*a'.repeat(40),
    '**/'.repeat(40),
    '{a,a}'.repeat(40),
    `${'*'.repeat(200)}b`,
    `${'[a-z]*'.repeat(40)}!`,
    `${'**/*a'.repeat(20)}b`,
  ]) {
    globPattern(`${glob}b`).test(path);
    globPattern(glob).test('a/'.repeat(100));
  }
  assert.ok(performance.now() - began < 20_000);
});

test('an alternative that a class hides the end of is a pattern, too', () => {
  for (const glob of ['{[}]', '{a,[}]', '[z-a]', '{a,b}{c,d}', '{,a}b']) globPattern(glob).test('a');
  assert.ok(globPattern('{a,b}{c,d}').test('bc'));
  assert.ok(globPattern('{,a}b').test('b'));
  assert.not(globPattern('[z-a]').test('m'));
});

test('any text is a pattern, and a plain path matches itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const pattern = globPattern(text);
      return /[*?[{]/.test(text) || /[\n\r]/.test(text) || pattern.test(text);
    }),
  );
});

test.run();
