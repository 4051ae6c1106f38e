import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assertNoLeakage } from '../../../src/learn/split/assert-no-leakage.ts';
import { crossValidate, foldsOf, nestedSelection } from '../../../src/learn/split/cross-validate.ts';
import { groupSplit } from '../../../src/learn/split/group-split.ts';
import { kFold } from '../../../src/learn/split/k-fold.ts';
import type { Split } from '../../../src/learn/split/split.ts';
import { stratifiedRandom } from '../../../src/learn/split/stratified-random.ts';

const fractions = { train: 0.7, validation: 0.15, test: 0.15 };

function sizes(split: Split): number[] {
  return ['train', 'validation', 'test'].map((name) => split.part.filter((part) => part === name).length);
}

function names(groups: number, rows: number): string[] {
  return Array.from({ length: groups * rows }, (_, i) => `g${Math.floor(i / rows)}`);
}

test('what small classes leave over is carried on, so that the parts keep their fractions', () => {
  assert.equal(sizes(stratifiedRandom({ label: names(200, 10), fractions, seed: 1 })), [1400, 300, 300]);
  assert.equal(sizes(stratifiedRandom({ label: names(200, 3), fractions, seed: 1 })), [420, 90, 90]);
});

test('each class is in each part in proportion, to within two rows, and the whole to within one', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 0, max: 99 }), (perClass, seed) => {
      const label = perClass.flatMap((n, c) => new Array<string>(n).fill(`c${c}`));
      if (label.length < 20) return;
      const split = stratifiedRandom({ label, fractions, seed });
      sizes(split).forEach((size, p) => {
        const wanted = label.length * [0.7, 0.15, 0.15][p]!;
        assert.ok(Math.abs(size - wanted) <= 1, `${size} for ${wanted}`);
      });
      for (const [c, n] of perClass.entries()) {
        const own = split.part.filter((part, row) => part === 'test' && label[row] === `c${c}`).length;
        assert.ok(Math.abs(own - 0.15 * n) < 2, `${own} of ${n}`);
      }
    }),
  );
});

test('a group in several parts is told, and groupSplit keeps groups whole', () => {
  const group = names(50, 20);
  const label = group.map((_, row) => (row % 3 === 0 ? 'a' : 'b'));
  const { warnings } = stratifiedRandom({ label, group, fractions, seed: 1 });
  assert.match(warnings[0]!, /^GROUPS IN SEVERAL PARTS: 50, such as "g0"; .* use groupSplit$/);
  const split = groupSplit({ group, fractions, seed: 1 });
  assert.equal(sizes(split), [700, 160, 140]);
  for (let g = 0; g < 50; g++) assert.is(new Set(split.part.slice(20 * g, 20 * g + 20)).size, 1);
  assert.throws(
    () => groupSplit({ group: names(2, 5), fractions, seed: 1 }),
    /part would be empty: there are 2 groups/,
  );
});

test('k folds test each row once a repeat; with labels each fold has its share, with groups each is whole', () => {
  const label = Array.from({ length: 103 }, (_, row) => (row % 10 === 0 ? 'rare' : 'common'));
  const split = kFold({ folds: 5, label, seed: 1, repeats: 2 });
  const folds = foldsOf(split);
  assert.is(folds.length, 10);
  for (const repeat of [0, 1]) {
    const tested = folds.slice(5 * repeat, 5 * repeat + 5).flatMap(({ test: rows }) => [...rows]);
    assert.equal(
      tested.sort((a, b) => a - b),
      [...label.keys()],
    );
  }
  assert.not.equal(folds[0]!.test, folds[5]!.test);
  for (const { test: rows, train } of folds) {
    assert.is(rows.length + train.length, 103);
    assert.ok(Math.abs(rows.length - 20.6) < 1);
    const rare = [...rows].filter((row) => label[row] === 'rare').length;
    assert.ok(rare === 2 || rare === 3, `${rare}`);
  }
  const group = names(30, 7);
  for (const { train, test: rows } of foldsOf(kFold({ folds: 4, group, seed: 2 }))) {
    const trained = new Set(Array.from(train, (row) => group[row]));
    assert.ok(rows.every((row) => !trained.has(group[row])));
  }
  assert.throws(
    () => kFold({ folds: 5, rows: 4, seed: 1 }),
    /5 folds need at least as many rows; there are 4/,
  );
});

test('with labels and groups, whole groups are dealt so that classes are even', () => {
  const group = names(60, 5);
  const label = group.map((name) => (Number(name.slice(1)) % 6 === 0 ? 'rare' : 'common'));
  for (const { test: rows } of foldsOf(kFold({ folds: 5, group, label, seed: 3 }))) {
    const rare = [...rows].filter((row) => label[row] === 'rare').length;
    assert.is(rare, 10);
  }
});

test('cross-validation means over folds, with an interval that knows that they share rows', async () => {
  const split = kFold({ folds: 5, rows: 50, seed: 1 });
  const scores = [1, 2, 3, 4, 5];
  const { mean, interval } = await crossValidate(split, ({ fold }) => scores[fold]!);
  assert.is(mean, 3);
  // t(0.975, 4) = 2.776, variance 2.5, (1/5 + 10/40): half a width of 2.945.
  assert.ok(Math.abs(interval![1] - 3 - 2.945) < 0.01, `${interval}`);
  const failed = await crossValidate(split, () => Number.NaN).catch((error: Error) => error.message);
  assert.is(failed, 'the score of fold 0 is NaN');
});

test('nested selection chooses without a look at the test rows that it is scored on', async () => {
  const outer = kFold({ folds: 5, rows: 40, seed: 1 });
  let looks = 0;
  const { chosen, outer: scored } = await nestedSelection({
    outer,
    inner: (rows) => kFold({ folds: 4, rows: rows.length, seed: 2 }),
    candidates: ['good', 'bad'],
    score: (candidate, { train, test: rows }) => {
      assert.ok(rows.every((row) => !train.includes(row)));
      if (train.length + rows.length === 40) looks++;
      return candidate === 'good' ? 0.8 : 0.4;
    },
  });
  assert.equal(chosen, ['good', 'good', 'good', 'good', 'good']);
  assert.is(looks, 5);
  assert.ok(Math.abs(scored.mean - 0.8) < 1e-12);
});

test('an identity in training and test is leakage, and so is a fact of unknown time', () => {
  const t0 = Float64Array.of(0, 10, 20, 30);
  const question = { t0, t1: t0.map((t) => t + 1), part: ['train', 'train', 'test', 'test'] };
  assert.is(assertNoLeakage({ ...question, identity: ['a', 'b', 'c', 'c'] }).length, 1);
  assert.throws(
    () => assertNoLeakage({ ...question, identity: ['a', 'b', 'c', 'a'] }),
    /leakage in fold 0: "a" is in train \(row 0\) and in test \(row 3\)/,
  );
  assert.throws(
    () => assertNoLeakage({ ...question, availableAt: Float64Array.of(0, Number.NaN, 20, 30) }),
    /row 1 is in train, but nobody knows since when: its availableAt is NaN/,
  );
});

test.run();
