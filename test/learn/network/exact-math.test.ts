import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exactExp, exactLog } from '../../../src/learn/network/exact-math.ts';

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 4e-16 * Math.abs(b);

test('exactExp agrees with Math.exp to 2 ulp below 0', () => {
  fc.assert(
    fc.property(fc.double({ min: -707, max: 0, noNaN: true }), (x) => isClose(exactExp(x), Math.exp(x))),
    { numRuns: 5000 },
  );
  assert.is(exactExp(0), 1);
  assert.is(exactExp(-0), 1);
});

test('exactExp is 0 where the result would be below 2^-1022, and keeps NaN', () => {
  assert.is(exactExp(-709), 0);
  assert.is(exactExp(Number.NEGATIVE_INFINITY), 0);
  assert.ok(Number.isNaN(exactExp(Number.NaN)));
});

test('exactLog agrees with Math.log to 2 ulp from 1 up', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 2 ** 52, noNaN: true }), (x) => isClose(exactLog(x), Math.log(x))),
    { numRuns: 5000 },
  );
  assert.is(exactLog(1), 0);
});

test.run();
