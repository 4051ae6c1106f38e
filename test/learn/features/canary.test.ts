import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import type { NumericColumn } from '../../../src/learn/columns.ts';
import { asOfJoin } from '../../../src/learn/features/as-of-join.ts';
import { difference } from '../../../src/learn/features/difference.ts';
import { exponentialMean } from '../../../src/learn/features/exponential-mean.ts';
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

const test = suite('no feature looks ahead');

interface Table {
  readonly values: Float64Array;
  readonly time: Float64Array;
  readonly groups: readonly string[];
}
type Verb = (table: Table) => NumericColumn;

/** Every verb that makes a feature, once. */
const verbs: Record<string, Verb> = {
  rollingSum: ({ values, groups }) => rollingSum(values, { window: 4, groups }),
  rollingMean: ({ values, groups }) => rollingMean(values, { window: 4, groups }),
  rollingDeviation: ({ values, groups }) => rollingDeviation(values, { window: 4, groups }),
  rollingMin: ({ values, groups }) => rollingMin(values, { window: 4, groups }),
  rollingMax: ({ values, groups }) => rollingMax(values, { window: 4, groups }),
  rollingRank: ({ values, groups }) => rollingRank(values, { window: 4, groups }),
  rollingSlope: ({ values, groups }) => rollingSlope(values, { window: 4, groups }),
  exponentialMean: ({ values, groups }) => exponentialMean(values, { span: 5, groups }),
  lag: ({ values, groups }) => lag(values, { groups }),
  difference: ({ values, groups }) => difference(values, { by: 2, groups }),
  percentChange: ({ values, groups }) => percentChange(values, { groups }),
  logReturn: ({ values, groups }) => logReturn(values, { groups }),
  forwardFill: ({ values, groups }) => forwardFill(values, { groups }),
  'rank among the rows of a day': ({ values, time }) => rank(values, { groups: time }),
  asOfJoin: ({ values, time, groups }) =>
    asOfJoin(
      { fact: values },
      { decidedAt: time, keys: groups, availableAt: time, factKeys: groups, isStrict: false },
    ).fact as NumericColumn,
};

/** A few symbols' walks, by symbol and then day or by day and then symbol, with holes. */
function makeTable({ seed, isByDay, days }: { seed: number; isByDay: boolean; days: number }): Table {
  const random = randomFrom(seed);
  const symbols = ['A', 'B', 'C'];
  const rows = Array.from({ length: days * symbols.length }, (_, i) =>
    isByDay
      ? { day: Math.floor(i / symbols.length), symbol: symbols[i % symbols.length]! }
      : { day: i % days, symbol: symbols[Math.floor(i / days)]! },
  );
  return {
    values: Float64Array.from(rows, () => (random() < 0.1 ? Number.NaN : 100 * random())),
    time: Float64Array.from(rows, ({ day }) => day * 86_400_000),
    groups: rows.map(({ symbol }) => symbol),
  };
}

/** The bytes of a feature on the days up to and with `lastDay`. */
function bytesUpTo(lastDay: number, { table, verb }: { table: Table; verb: Verb }): Uint8Array {
  const feature = verb(table);
  const known = Float64Array.from(
    Array.from(feature).filter((_, row) => table.time[row]! <= lastDay * 86_400_000),
  );
  return new Uint8Array(known.buffer);
}

/** Whether what happens after some day changes a feature up to that day: for some table and some change. */
function findsLookAhead(verb: Verb): boolean {
  const law = fc.property(
    fc.record({ seed: fc.nat(), isByDay: fc.boolean(), days: fc.integer({ min: 2, max: 25 }) }),
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    fc.constantFrom(Number.NaN, 0, -1, 1e300, Number.POSITIVE_INFINITY, 50),
    (shape, place, other) => {
      const table = makeTable(shape);
      const lastDay = Math.floor(place * shape.days);
      const values = table.values.map((v, row) => (table.time[row]! > lastDay * 86_400_000 ? other : v));
      assert.equal(
        bytesUpTo(lastDay, { table: { ...table, values }, verb }),
        bytesUpTo(lastDay, { table, verb }),
      );
    },
  );
  return fc.check(law, { numRuns: 200, seed: 20261123 }).failed;
}

for (const [name, verb] of Object.entries(verbs)) {
  test(`${name}: all data after a day may change, and every byte up to it stays`, () => {
    assert.not(findsLookAhead(verb));
  });
}

test('the canary sings: planted look-ahead is found', () => {
  const planted: Record<string, Verb> = {
    'a centred mean': ({ values }) => values.map((v, i) => (v + (values[i + 1] ?? v)) / 2),
    'a rank among all days of a symbol': ({ values, groups }) => rank(values, { groups }),
    'standardised by the mean of all days': ({ values }) => {
      const known = values.filter((v) => !Number.isNaN(v));
      const mean = known.reduce((sum, v) => sum + v, 0) / known.length;
      return values.map((v) => v - mean);
    },
    'filled backward': ({ values }) => values.map((v, i) => (Number.isNaN(v) ? (values[i + 1] ?? v) : v)),
  };
  for (const [name, verb] of Object.entries(planted)) assert.ok(findsLookAhead(verb), name);
});

test.run();
