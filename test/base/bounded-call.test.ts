import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boundedCall, CallTooSlow } from '../../src/base/bounded-call.ts';

test('gives what the function gives, and throws what it throws', async () => {
  assert.is(
    boundedCall(() => boundedCall(() => 6, 10_000) + 1, 10_000),
    7,
  );
  const throwing = () => {
    throw new Error('mine');
  };
  assert.throws(() => boundedCall(throwing, 10_000), /mine/);
  assert.is(await boundedCall(async () => 'later', 10_000), 'later');
});

test('ends a loop and a regular expression without an end, also within an asynchronous function', () => {
  const endless: readonly (() => unknown)[] = [
    () => {
      for (;;);
    },
    () => /^(a+)+$/.test(`${'a'.repeat(60)}!`),
    async () => {
      for (;;);
    },
  ];
  for (const call of endless) {
    assert.throws(
      () => boundedCall(call, 50),
      (error: unknown) => error instanceof CallTooSlow,
    );
  }
});

test.run();
