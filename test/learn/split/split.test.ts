import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { assertNoLeakage } from '../../../src/learn/split/assert-no-leakage.ts';
import { chronologicalSplit } from '../../../src/learn/split/chronological-split.ts';
import { rowsOfPart, type Split } from '../../../src/learn/split/split.ts';
import { splitDigests } from '../../../src/learn/split/split-digests.ts';
import { splitTable } from '../../../src/learn/split/split-table.ts';
import { stratifiedRandom } from '../../../src/learn/split/stratified-random.ts';
import { walkForward } from '../../../src/learn/split/walk-forward.ts';

const test = suite('splits');
const day = 86_400_000;

/** Rows of some symbols on some days, in any order, each with a label over the next days or none. */
const dated = fc
  .record({
    days: fc.integer({ min: 90, max: 140 }),
    symbols: fc.integer({ min: 1, max: 3 }),
    horizon: fc.integer({ min: 1, max: 6 }),
    embargo: fc.integer({ min: 0, max: 4 }),
    seed: fc.nat(),
  })
  .map(({ days, symbols, horizon, embargo, seed }) => {
    const random = randomFrom(seed);
    const time = Float64Array.from({ length: days * symbols }, (_, row) => Math.floor(row / symbols) * day);
    for (let i = time.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [time[i], time[j]] = [time[j]!, time[i]!];
    }
    const t1 = time.map((t) => (t >= (days - horizon) * day ? Number.NaN : t + horizon * day));
    return { time, t0: time, t1, embargoMs: embargo * day };
  });
const fractions = { train: 0.7, validation: 0.15, test: 0.15 };

/** What any split by time has to hold, found without the code under test. */
function assertSound(
  split: Split,
  { time, t1, embargoMs }: { time: Float64Array; t1: Float64Array; embargoMs: number },
) {
  const order = ['train', 'validation', 'test'];
  for (const fold of new Set(split.fold)) {
    const members = [...split.row.keys()].filter((i) => split.fold[i] === fold);
    const rowsIn = (part: string) => members.filter((i) => split.part[i] === part).map((i) => split.row[i]!);
    for (const [place, part] of order.entries()) {
      for (const later of order.slice(place + 1)) {
        const begins = Math.min(...rowsIn(later).map((row) => time[row]!));
        for (const row of rowsIn(part))
          assert.ok(t1[row]! + embargoMs < begins, `row ${row} reaches into ${later}`);
      }
    }
    for (const instant of new Set(members.map((i) => time[split.row[i]!]))) {
      const parts = members.filter((i) => time[split.row[i]!] === instant).map((i) => split.part[i]);
      assert.is(
        new Set(parts.filter((part) => part !== null)).size <= 1,
        true,
        'an instant lies in two parts',
      );
    }
  }
}

test('a chronological split cuts between instants, purges, and keeps an embargo', () => {
  fc.assert(
    fc.property(dated, (times) => {
      const split = chronologicalSplit({ ...times, fractions });
      assertSound(split, times);
      assert.equal(Array.from(split.row), [...times.time.keys()]);
      for (const [row, part] of split.part.entries()) assert.is(part === null, Number.isNaN(times.t1[row]));
      const facts = assertNoLeakage({ ...split, t0: times.t0, t1: times.t1 });
      assert.is(facts[0]?.parts.length, 3);
      assert.ok((facts[0]?.gapMs ?? 0) > times.embargoMs);
    }),
    { numRuns: 50 },
  );
});

test('the parts have their share of the instants', () => {
  const time = Float64Array.from({ length: 100 }, (_, i) => i * day);
  const split = chronologicalSplit({ time, t1: time, fractions });
  const rows = (part: 'train' | 'validation' | 'test') => Array.from(rowsOfPart(split, { part }));
  assert.is(rows('train').length, 70);
  assert.equal(
    rows('validation'),
    Array.from({ length: 15 }, (_, i) => 70 + i),
  );
  assert.equal(
    rows('test'),
    Array.from({ length: 15 }, (_, i) => 85 + i),
  );
  assert.equal(split.bounds[1], { fold: 0, part: 'validation', firstMs: 70 * day, lastMs: 84 * day });
});

test('exactly the rows whose label reaches the next part are purged', () => {
  const time = Float64Array.from({ length: 100 }, (_, i) => i * day);
  const t1 = time.map((t) => t + 7 * day);
  const split = chronologicalSplit({ time, t1, fractions, embargoMs: 2 * day });
  const places = (part: string) => [...split.part.keys()].filter((row) => split.part[row] === part);
  assert.equal(places('purged'), [63, 64, 65, 66, 67, 68, 69, 78, 79, 80, 81, 82, 83, 84]);
  assert.equal(places('embargoed'), [61, 62, 76, 77]);
});

test('without a validation fraction there is no validation part', () => {
  const time = Float64Array.from({ length: 10 }, (_, i) => i);
  const split = chronologicalSplit({ time, t1: time, fractions: { train: 0.8, validation: 0, test: 0.2 } });
  assert.equal(split.part.join(' '), `${'train '.repeat(8)}test test`);
});

test('walk-forward folds are sound, and their test parts follow each other to the end', () => {
  fc.assert(
    fc.property(
      dated,
      fc.constantFrom('expanding' as const, 'rolling' as const),
      fc.constantFrom(0, 13),
      (times, mode, validationInstants) => {
        // Small enough that a fold's training part outlasts horizon and embargo.
        const options = { folds: 2, testInstants: 15, validationInstants };
        const split = walkForward({ ...times, ...options, mode });
        assertSound(split, times);
        const tests = split.bounds.filter(({ part }) => part === 'test');
        const labelled = times.time.filter((_, row) => !Number.isNaN(times.t1[row]));
        assert.is(tests.at(-1)?.lastMs, Math.max(...labelled));
        assert.is((tests[0]?.lastMs ?? 0) + day, tests[1]?.firstMs);
        assert.is(assertNoLeakage({ ...split, t0: times.t0, t1: times.t1 }).length, 2);
        const trains = split.bounds.filter(({ part }) => part === 'train');
        assert.is(trains[0]?.firstMs === trains[1]?.firstMs, mode === 'expanding');
      },
    ),
    { numRuns: 50 },
  );
});

test('a random split is stratified, seeded, and warns where rows carry dates', () => {
  const label = Array.from({ length: 1000 }, (_, i) =>
    i % 10 === 0 ? 'sell' : i % 3 === 0 ? 'hold' : i === 1 ? null : 'buy',
  );
  const split = stratifiedRandom({ label, fractions, seed: 4 });
  for (const name of ['sell', 'hold', 'buy']) {
    const all = label.filter((l) => l === name).length;
    for (const part of ['train', 'validation', 'test'] as const) {
      const own = Array.from(rowsOfPart(split, { part })).filter((row) => label[row] === name).length;
      assert.ok(Math.abs(own - all * fractions[part]) <= 1, `${name} in ${part}: ${own} of ${all}`);
    }
  }
  assert.is(split.part[1], null);
  assert.equal(split.warnings, []);
  assert.equal(stratifiedRandom({ label, fractions, seed: 4 }).part, split.part);
  assert.not.equal(stratifiedRandom({ label, fractions, seed: 5 }).part, split.part);

  const heard: string[] = [];
  const time = Float64Array.from(label, (_, i) => i * day);
  const warned = stratifiedRandom({ label, fractions, seed: 4, time, onWarning: (w) => heard.push(w) });
  assert.match(heard.join(), /^RANDOM SPLIT OF DATED ROWS/);
  assert.equal(warned.warnings, heard);
  const t1 = time.map((t) => t + 7 * day);
  assert.throws(() => assertNoLeakage({ ...warned, t0: time, t1 }), /leakage in fold 0: row \d+ is in train/);
});

test('digests tell the rows of each part, whatever the order of rows and key columns', () => {
  const time = Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 2) * day);
  const symbol = Array.from({ length: 40 }, (_, i) => 'AB'[i % 2] as string);
  const split = chronologicalSplit({ time, t1: time, fractions });
  const [digests] = splitDigests(split, { symbol, time });
  assert.match(digests?.test ?? '', /^sha256:[0-9a-f]{64}$/);

  const reversed = chronologicalSplit({ time: time.toReversed(), t1: time.toReversed(), fractions });
  const keys = { time: time.toReversed(), symbol: symbol.toReversed() };
  assert.equal(splitDigests(reversed, keys)[0], digests);

  const [others] = splitDigests(split, { symbol: symbol.with(39, 'C'), time });
  assert.not.equal(others?.test, digests?.test);
  assert.is(others?.train, digests?.train);

  assert.throws(() => splitDigests(split, { time }), /two rows of a part share the key \[0\]/);
  assert.throws(
    () => splitDigests(split, { symbol: symbol.with(3, null as never), time }),
    /key "symbol" is missing in row 3/,
  );
});

test('a split is a table of keys, fold and part', () => {
  const time = Float64Array.from({ length: 12 }, (_, i) => i);
  const split = walkForward({ time, t1: time, folds: 2, mode: 'rolling', trainInstants: 2 });
  const table = splitTable(split, { time });
  assert.equal(Array.from(table.time as Float64Array), [2, 3, 4, 5, 6, 7, 6, 7, 8, 9, 10, 11]);
  assert.equal(Array.from(table.fold as Int32Array), [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  assert.is(table.part?.slice(0, 3).toString(), 'train,train,test');
  assert.throws(() => splitTable(split, { part: time }), /cannot be named "part"/);
});

test('a planted look-ahead is caught, and the first offending row named', () => {
  const time = Float64Array.from({ length: 60 }, (_, i) => i * day);
  const t1 = time.map((t) => t + 3 * day);
  const split = chronologicalSplit({ time, t1, fractions });
  const question = { ...split, t0: time, t1 };
  assert.is(assertNoLeakage(question)[0]?.leftOut, 6);

  const unpurged = split.part.map((part, row) => (row === 39 ? 'train' : part));
  assert.throws(
    () => assertNoLeakage({ ...question, part: unpurged }),
    /leakage in fold 0: row 39 is in train, and its label looks ahead to 1970-02-12T.*, where validation begins at 1970-02-12T/,
  );
  const farther = t1.with(5, 200 * day);
  assert.throws(() => assertNoLeakage({ ...question, t1: farther }), /row 5 is in train/);

  const availableAt = time.slice();
  assert.is(assertNoLeakage({ ...question, availableAt }).length, 1);
  availableAt[12] = 13 * day;
  assert.throws(
    () => assertNoLeakage({ ...question, availableAt }),
    /look-ahead: row 12 decides at 1970-01-13T00:00:00.000Z on what became known at 1970-01-14T00:00:00.000Z/,
  );
});

test('where nothing can be proved, nothing is said to be', () => {
  const t0 = Float64Array.of(0, 1, 2);
  const ask = (part: (string | null)[], t1 = t0) => assertNoLeakage({ t0, t1, part });
  assert.is(ask(['train', null, 'test']).length, 1);
  assert.throws(() => ask([null, null, null]), /nothing to prove/);
  assert.throws(() => ask(['train', 'train', 'purged']), /fold 0 has no test rows/);
  assert.throws(() => ask(['train', 'Test', 'test']), /row 1 is in the part "Test"/);
  assert.throws(() => ask(['train', 'test']), /`part` has 2 rows; 3 are needed/);
  assert.throws(
    () => ask(['train', null, 'test'], Float64Array.of(Number.NaN, 1, 2)),
    /row 0 is in train without an interval/,
  );
});

test('cuts that leave a part empty are refused', () => {
  const time = Float64Array.from({ length: 20 }, (_, i) => i * day);
  const t1 = time.map((t) => t + 7 * day);
  const split = (options: Partial<Parameters<typeof chronologicalSplit>[0]>) => () =>
    chronologicalSplit({ time, t1, fractions, ...options });
  assert.throws(split({}), /fold 0 has no validation row left after purging/);
  assert.throws(
    split({ fractions: { train: 0.95, validation: 0.01, test: 0.04 } }),
    /the validation part would be empty/,
  );
  assert.throws(split({ fractions: { train: 0.9, validation: 0.2, test: 0.1 } }), /must sum to 1/);
  assert.throws(split({ t1: new Float64Array(3) }), /have 20, 20 and 3 rows/);
  assert.throws(split({ t1: time.map((t) => t - 1) }), /row 0: `t0` \(0\) is not before `t1` \(-1\)/);
  assert.throws(split({ embargoMs: -1 }), /`embargoMs` must be at least 0/);
  assert.throws(() => walkForward({ time, t1, folds: 3, mode: 'expanding' }), /has no train row left/);
  assert.throws(() => walkForward({ time, t1, folds: 20, mode: 'expanding' }), /`testInstants`/);
  assert.throws(
    () => stratifiedRandom({ label: ['a', 'a'], fractions, seed: 1 }),
    /the validation part would be empty/,
  );
});

test.run();
