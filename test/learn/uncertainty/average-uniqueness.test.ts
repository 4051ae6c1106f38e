import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { averageUniqueness } from '../../../src/learn/uncertainty/average-uniqueness.ts';

test('labels that do not overlap are each wholly their own', () => {
  const uniqueness = averageUniqueness({ start: [0, 10, 20], end: [5, 15, 25] });
  assert.equal([...uniqueness], [1, 1, 1]);
});

test('labels of h steps at every step are worth about one in h', () => {
  const start = Float64Array.from({ length: 700 }, (_, day) => day);
  const uniqueness = averageUniqueness({ start, end: start.map((day) => day + 6) });
  const sum = uniqueness.reduce((total, value) => total + value, 0);
  assert.ok(sum > 100 && sum < 102, `${sum}`);
});

test('uniqueness is the mean of one over the labels at each moment of the label', () => {
  // Moments 0 … 3; labels [0, 2], [1, 3], [2, 3]: 1, 2, 3 and 2 of them at each.
  const uniqueness = averageUniqueness({ start: [0, 1, 2], end: [2, 3, 3] });
  const expected = [(1 + 1 / 2 + 1 / 3) / 3, (1 / 2 + 1 / 3 + 1 / 2) / 3, (1 / 3 + 1 / 2) / 2];
  for (const [row, value] of expected.entries()) assert.ok(Math.abs(uniqueness[row]! - value) < 1e-12);
});

test('groups do not touch each other, and identical labels share one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(30), fc.nat(8), fc.constantFrom('A', 'B')), { minLength: 1, maxLength: 40 }),
      (labels) => {
        const of = (some: typeof labels) => ({
          start: some.map(([start]) => start),
          end: some.map(([start, length]) => start + length),
          group: some.map(([, , group]) => group),
        });
        const together = averageUniqueness(of(labels));
        const apart = averageUniqueness(of(labels.filter(([, , group]) => group === 'A')));
        assert.equal([...together.filter((_, row) => labels[row]![2] === 'A')], [...apart]);
        const twice = averageUniqueness(of([...labels, ...labels]));
        for (const [row, value] of together.entries()) assert.ok(Math.abs(twice[row]! - value / 2) < 1e-12);
        assert.ok(together.every((value) => value > 0 && value <= 1 + 1e-12));
      },
    ),
  );
});

test('an interval that ends before it starts is an error that names its row', () => {
  assert.throws(() => averageUniqueness({ start: [0, 5], end: [1, 4] }), /row 1 runs from 5 to 4/);
});

test.run();
