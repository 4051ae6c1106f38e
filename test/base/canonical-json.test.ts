import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../../src/base/canonical-json.ts';

const test = suite('canonical JSON');

/** The same value with the members of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

test('the order of keys decides nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.is(canonicalJson(reversed(value)), canonicalJson(value));
    }),
  );
});

test('the text reads back as the value, and is its own canonical text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      const back: unknown = JSON.parse(text);
      // JSON has one zero: RFC 8785 prints −0 as 0.
      assert.equal(back, JSON.parse(JSON.stringify(value)));
      assert.is(canonicalJson(back), text);
    }),
  );
});

test('different values have different texts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const isSame = JSON.stringify(reversed(reversed(a))) === JSON.stringify(reversed(reversed(b)));
      if (canonicalJson(a) !== canonicalJson(b)) assert.not.ok(isSame);
      else assert.equal(JSON.parse(canonicalJson(a)), JSON.parse(canonicalJson(b)));
    }),
  );
  const texts = [null, 'null', 0, '0', false, '', [], {}, [[]], [{}], { a: null }, {}, [null], '[]'].map(
    canonicalJson,
  );
  assert.is(new Set(texts).size, 13, 'only {} stands twice');
});

test('the example of RFC 8785 gives the text of RFC 8785', () => {
  const value = {
    numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'),
    string: '\u20ac$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  assert.is(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('keys are ordered by UTF-16 code unit, not by locale or code point', () => {
  const keys = {
    '\u20ac': 1,
    '\r': 2,
    '\ufb33': 3,
    '1': 4,
    '\ud83d\ude00': 5,
    '\u0080': 6,
    '\u00f6': 7,
    a: 8,
    Z: 9,
    ä: 10,
  };
  assert.equal(
    Object.keys(JSON.parse(canonicalJson(keys))).filter((key) => key !== '1'),
    ['\r', 'Z', 'a', '\u0080', 'ä', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'],
  );
});

test('members that are undefined are left out; a list keeps its places', () => {
  assert.is(canonicalJson({ a: undefined, b: 1 }), '{"b":1}');
  assert.throws(() => canonicalJson([undefined]), /cannot hold a undefined/);
  // A hole must not pass for nothing at all.
  const holes: unknown[] = [];
  holes[1] = 1;
  assert.throws(() => canonicalJson(holes), /cannot hold a undefined/);
});

test('what JSON cannot hold is refused by name', () => {
  class Point {
    readonly x = 1;
  }
  for (const [value, message] of [
    [Number.NaN, /NaN/],
    [Number.POSITIVE_INFINITY, /Infinity/],
    [{ a: [Number.NEGATIVE_INFINITY] }, /-Infinity/],
    [undefined, /undefined/],
    [() => 1, /function/],
    [Symbol('s'), /symbol/],
    [10n, /bigint/],
    [new Date(0), /Date/],
    [new Map([[1, 2]]), /Map/],
    [new Set(), /Set/],
    [new Uint8Array(1), /Uint8Array/],
    [new Point(), /Point/],
    [Object.create({ inherited: 1 }), /cannot hold/],
  ] as const) {
    assert.throws(() => canonicalJson(value), message);
  }
});

test('a cycle is refused, one object in two places is not', () => {
  const cycle: Record<string, unknown> = { a: 1 };
  cycle.self = [cycle];
  assert.throws(() => canonicalJson(cycle), /cycle/);
  const shared = { b: 1 };
  assert.is(canonicalJson([shared, { shared }]), '[{"b":1},{"shared":{"b":1}}]');
});

test('odd keys are keys like any other', () => {
  const value = JSON.parse('{"__proto__": 1, "constructor": 2, "": 3, "toString": 4}');
  assert.is(canonicalJson(value), '{"":3,"__proto__":1,"constructor":2,"toString":4}');
  assert.is(canonicalJson(Object.assign(Object.create(null), { a: 1 })), '{"a":1}');
  assert.is(canonicalJson({ '\ud800': '\udfff' }), '{"\\ud800":"\\udfff"}', 'lone surrogates stay apart');
});

test.run();
