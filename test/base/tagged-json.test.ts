import { deepStrictEqual } from 'node:assert';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tagged, untagged } from '../../src/base/tagged-json.ts';

const test = suite('values as JSON that gives them back');

test('what JSON lacks comes back as it was', () => {
  const value = {
    plain: { a: [1, 'x', null, true] },
    since: new Date(Date.UTC(2020, 0, 2)),
    many: 12345678901234567890n,
    tags: new Set(['b', 'a']),
    weights: new Map<unknown, unknown>([
      ['buy', 1],
      [2, new Set([1n])],
    ]),
    pattern: /a.b/giu,
    at: new URL('https://example.org/x?y=1'),
    bytes: new Uint8Array([0, 255]),
    numbers: [Number.NaN, Number.POSITIVE_INFINITY, -0],
    none: [undefined],
    dollar: { $date: 'my own' },
    dollars: { $a: 1, b: 2 },
  };
  const json = JSON.parse(JSON.stringify(tagged(value)));
  deepStrictEqual(untagged(json), value);
  assert.ok(Number.isNaN((untagged(tagged(new Date(Number.NaN))) as Date).getTime()));
  assert.ok(Object.is((untagged(json) as typeof value).numbers[2], -0));
});

test('keys come back in one order, whatever order they were written in', () => {
  const keys = (value: object) => Object.keys(untagged(tagged(value)) as object);
  assert.equal(keys({ b: 1, a: 2, c: undefined }), ['a', 'b']);
  assert.equal(keys({ a: 2, b: 1 }), ['a', 'b']);
});

test('what cannot be told whole is refused with its place', () => {
  class Scaler {}
  assert.throws(() => tagged({ a: { f: () => 1 } }), 'a.f becomes a function, which no record can hold');
  assert.throws(() => tagged({ a: new Scaler() }), 'a becomes a Scaler');
  const round: { self?: unknown } = {};
  round.self = round;
  assert.throws(() => tagged(round), 'too deep');
});

test.run();
