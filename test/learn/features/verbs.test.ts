import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { difference } from '../../../src/learn/features/difference.ts';
import { exponentialMean } from '../../../src/learn/features/exponential-mean.ts';
import { groupRows } from '../../../src/learn/features/group-rows.ts';
import { lag } from '../../../src/learn/features/lag.ts';
import { logReturn } from '../../../src/learn/features/log-return.ts';
import { percentChange } from '../../../src/learn/features/percent-change.ts';
import { rank } from '../../../src/learn/features/rank.ts';
import { rollingDeviation } from '../../../src/learn/features/rolling-deviation.ts';
import { rollingMax, rollingMin } from '../../../src/learn/features/rolling-extremes.ts';
import { rollingRank } from '../../../src/learn/features/rolling-rank.ts';
import { rollingSlope } from '../../../src/learn/features/rolling-slope.ts';
import { rollingMean, rollingSum } from '../../../src/learn/features/rolling-sum.ts';
import { forwardFill } from '../../../src/learn/scale/forward-fill.ts';

const test = suite('features');

/** Values with ties, missing and infinite ones, in groups that need not stand together. */
const table = fc
  .array(
    fc.record({
      value: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }) },
        { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
        { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
      ),
      group: fc.constantFrom('a', 'b', null),
    }),
    { maxLength: 60 },
  )
  .map((rows) => ({
    values: Float64Array.from(rows, ({ value }) => value),
    groups: rows.map(({ group }) => group),
  }));

/** For each row, the values of its group up to and with it. */
function histories({
  values,
  groups,
}: {
  values: Float64Array;
  groups: readonly (string | null)[];
}): number[][] {
  return Array.from(values, (_, row) =>
    Array.from(values.subarray(0, row + 1)).filter((_, i) => groups[i] === groups[row]),
  );
}

function assertClose(found: ArrayLike<number>, expected: readonly number[]): void {
  assert.is(found.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const a = found[i]!;
    const b = expected[i]!;
    if (Object.is(a, b) || a === b) continue;
    assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `row ${i}: ${a} instead of ${b}`);
  }
}

/** The law of a rolling verb: each value is that of its window alone, computed plainly. */
function isItsWindow(
  verb: (
    values: Float64Array,
    options: { window: number; groups: readonly (string | null)[] },
  ) => Float64Array,
  { plain, least = 1 }: { plain: (window: number[]) => number; least?: number },
): void {
  fc.assert(
    fc.property(table, fc.integer({ min: least, max: 7 }), ({ values, groups }, window) => {
      const expected = histories({ values, groups }).map((history) => {
        const last = history.slice(-window);
        return last.length < window || !last.every(Number.isFinite) ? Number.NaN : plain(last);
      });
      assertClose(verb(values, { window, groups }), expected);
    }),
    { numRuns: 200 },
  );
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]): number => sum(values) / values.length;

test('a rolling sum is the sum of its window', () => isItsWindow(rollingSum, { plain: sum }));
test('a rolling mean is the mean of its window', () => isItsWindow(rollingMean, { plain: mean }));
test('a rolling minimum is the minimum of its window', () =>
  isItsWindow(rollingMin, { plain: (window) => Math.min(...window) }));
test('a rolling maximum is the maximum of its window', () =>
  isItsWindow(rollingMax, { plain: (window) => Math.max(...window) }));
test('a rolling deviation is the sample deviation of its window', () =>
  isItsWindow(rollingDeviation, {
    least: 2,
    plain: (window) => Math.sqrt(sum(window.map((v) => (v - mean(window)) ** 2)) / (window.length - 1)),
  }));
test('a rolling slope is the least-squares slope of its window', () =>
  isItsWindow(rollingSlope, {
    least: 2,
    plain: (window) => {
      const middle = (window.length - 1) / 2;
      const products = window.map((v, i) => (i - middle) * (v - mean(window)));
      return sum(products) / sum(window.map((_, i) => (i - middle) ** 2));
    },
  }));
test('a rolling rank is the mean place of the last value in its window', () =>
  isItsWindow(rollingRank, {
    plain: (window) => {
      const last = window.at(-1)!;
      const below = window.filter((v) => v < last).length;
      const equal = window.filter((v) => v === last).length;
      return (below + (equal + 1) / 2) / window.length;
    },
  }));

test('what has left the window leaves no residue, however large it was', () => {
  const values = Float64Array.of(1e300, -1e300, 1e17, 0.1, 0.1, 0.1, 0.1);
  assert.equal(Array.from(rollingSum(values, { window: 2 })).slice(4), [0.2, 0.2, 0.2]);
  assert.equal(Array.from(rollingDeviation(values, { window: 2 })).slice(4), [0, 0, 0]);
  assert.equal(Array.from(rollingSlope(values, { window: 2 })).slice(4), [0, 0, 0]);
});

test('lag, difference, change and log return look exactly `by` rows back in the group', () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 4 }), ({ values, groups }, by) => {
      const pairs = histories({ values, groups }).map(
        (h) => [h.at(-1)!, h.at(-1 - by) ?? Number.NaN] as const,
      );
      assertClose(
        lag(values, { by, groups }),
        pairs.map(([, before]) => before),
      );
      assertClose(
        difference(values, { by, groups }),
        pairs.map(([now, before]) => now - before),
      );
      assertClose(
        percentChange(values, { by, groups }),
        pairs.map(([now, before]) => now / before - 1),
      );
      assertClose(
        logReturn(values, { by, groups }),
        pairs.map(([now, before]) => (now > 0 && before > 0 ? Math.log(now / before) : Number.NaN)),
      );
    }),
  );
});

test('an unadjusted exponential mean is its recursion, an adjusted one its weighted mean', () => {
  const complete = table.map(({ values, groups }) => ({
    values: values.map((v) => (Number.isFinite(v) ? v : 0)),
    groups,
  }));
  fc.assert(
    fc.property(complete, fc.double({ min: 0.01, max: 1, noNaN: true }), ({ values, groups }, alpha) => {
      const past = histories({ values, groups });
      assertClose(
        exponentialMean(values, { alpha, groups, isAdjusted: false }),
        past.map((history) => history.reduce((so, value) => (1 - alpha) * so + alpha * value)),
      );
      assertClose(
        exponentialMean(values, { alpha, groups }),
        past.map((history) => {
          const weights = history.map((_, i) => (1 - alpha) ** (history.length - 1 - i));
          return sum(history.map((value, i) => value * weights[i]!)) / sum(weights);
        }),
      );
    }),
  );
});

test('a rank within a group is the mean place of the value among all of it', () => {
  fc.assert(
    fc.property(table, ({ values, groups }) => {
      const expected = Array.from(values, (value, row) => {
        if (Number.isNaN(value)) return Number.NaN;
        const peers = Array.from(values).filter((v, i) => groups[i] === groups[row] && !Number.isNaN(v));
        const below = peers.filter((v) => v < value).length;
        return below + (peers.filter((v) => v === value).length + 1) / 2;
      });
      assertClose(rank(values, { groups }), expected);
    }),
  );
});

test('a forward fill takes the last value before, at most `limit` rows on', () => {
  const values = Float64Array.of(Number.NaN, 1, Number.NaN, Number.NaN, 2, Number.NaN);
  const groups = ['a', 'a', 'a', 'a', 'b', 'b'];
  assertClose(forwardFill(values, { groups }), [Number.NaN, 1, 1, 1, 2, 2]);
  assertClose(forwardFill(values, { groups, limit: 1 }), [Number.NaN, 1, 1, Number.NaN, 2, 2]);
});

test('groups found once serve every feature, and match those found anew', () => {
  fc.assert(
    fc.property(table, ({ values, groups }) => {
      assertClose(
        rollingMean(values, { window: 2, groups: groupRows(groups) }),
        Array.from(rollingMean(values, { window: 2, groups })),
      );
    }),
  );
  assert.is(groupRows(['a', 'a', 'b']).order, null);
  assert.equal(Array.from(groupRows(['a', 'b', 'a']).order ?? []), [0, 2, 1]);
});

test('a window longer than the table is never full, and takes no memory to say so', () => {
  const values = Float64Array.of(1, 2, 3);
  for (const verb of [
    rollingSum,
    rollingMean,
    rollingDeviation,
    rollingMin,
    rollingMax,
    rollingSlope,
    rollingRank,
  ]) {
    for (const window of [4, 5, 2 ** 40])
      assertClose(verb(values, { window }), [Number.NaN, Number.NaN, Number.NaN]);
    assert.not(Number.isNaN(verb(values, { window: 3 })[2]));
  }
});

test('arguments that make no sense are refused by name', () => {
  const values = new Float64Array(3);
  assert.throws(
    () => rollingMean(values, { window: 0 }),
    /`window` must be a whole number of at least 1; it is 0/,
  );
  assert.throws(() => rollingDeviation(values, { window: 1 }), /at least 2/);
  assert.throws(() => lag(values, { by: -1 }), /`by` must be a whole number of at least 1; it is -1/);
  assert.throws(() => lag(values, { groups: ['a'] }), /groups are of 1 rows, the values of 3/);
  assert.throws(() => exponentialMean(values, { span: 3, alpha: 0.5 }), /exactly one/);
  assert.throws(() => exponentialMean(values, { alpha: 1.5 }), /at most 1; it is 1.5/);
});

test.run();
