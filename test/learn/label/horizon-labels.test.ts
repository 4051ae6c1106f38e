import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { horizonLabels } from '../../../src/learn/label/horizon-labels.ts';

const test = suite('labels by horizon');
const day = 86_400_000;
const classes = { up: 'buy', flat: 'hold', down: 'sell' };

test('a row is labelled by its return over the next rows, with the interval it was made from', () => {
  const price = Float64Array.of(100, 110, 105, 105, 95);
  const time = price.map((_, i) => i * day);
  const found = horizonLabels({ price, time, horizon: 1, threshold: 0.05, classes });
  assert.equal(found.label, ['buy', 'hold', 'hold', 'sell', null]);
  assert.equal(Array.from(found.t0), [0, day, 2 * day, 3 * day, 4 * day]);
  assert.equal(Array.from(found.t1), [day, 2 * day, 3 * day, 4 * day, Number.NaN]);
  assert.ok(Math.abs(found.forwardReturn[0]! - 0.1) < 1e-15);
  assert.is(found.forwardReturn[2], 0);
});

test('a return of exactly the threshold is hold', () => {
  const price = Float64Array.of(100, 150, 75);
  const found = horizonLabels({ price, time: Float64Array.of(0, 1, 2), horizon: 1, threshold: 0.5, classes });
  assert.equal(found.label, ['hold', 'hold', null]);
});

test('each label is the plain reckoning within its group, and the last rows of each have none', () => {
  const rows = fc.array(
    fc.record({ price: fc.integer({ min: 1, max: 50 }), group: fc.constantFrom('a', 'b') }),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), (table, horizon) => {
      const groups = table.map(({ group }) => group);
      const found = horizonLabels({
        price: Float64Array.from(table, ({ price }) => price),
        time: Float64Array.from(table, (_, i) => i * day),
        groups,
        horizon,
        threshold: 0.2,
        classes,
      });
      for (const [row, { group, price }] of table.entries()) {
        const ahead = [...table.keys()].filter((i) => i > row && groups[i] === group)[horizon - 1];
        if (ahead === undefined) {
          assert.is(found.label[row], null);
          assert.ok(Number.isNaN(found.t1[row]) && Number.isNaN(found.forwardReturn[row]));
          continue;
        }
        const change = table[ahead]!.price / price - 1;
        assert.is(found.label[row], change > 0.2 ? 'buy' : change < -0.2 ? 'sell' : 'hold');
        assert.is(found.forwardReturn[row], change);
        assert.is(found.t1[row], ahead * day);
      }
    }),
  );
});

test('a missing price leaves both ends of its label without one', () => {
  const price = Float64Array.of(1, Number.NaN, 1, 1);
  const found = horizonLabels({
    price,
    time: Float64Array.of(0, 1, 2, 3),
    horizon: 1,
    threshold: 0,
    classes,
  });
  assert.equal(found.label, [null, null, 'hold', null]);
});

test('prices and times that make no return are refused by row', () => {
  const label = (price: number[], time: number[]) => () =>
    horizonLabels({
      price: Float64Array.from(price),
      time: Float64Array.from(time),
      horizon: 1,
      threshold: 0,
      classes,
    });
  assert.throws(label([1, 0], [0, 1]), /`price` is 0 in row 1/);
  assert.throws(label([1, 1], [1, 1]), /`time` does not rise in row 1/);
  assert.throws(label([1, 1], [0, Number.NaN]), /`time` does not rise in row 1/);
  assert.throws(label([1, 1], [0]), /`time` has 1 rows, `price` has 2/);
  const price = Float64Array.of(1);
  assert.throws(() => horizonLabels({ price, time: price, horizon: 0, threshold: 0, classes }), /`horizon`/);
  assert.throws(
    () => horizonLabels({ price, time: price, horizon: 1, threshold: -1, classes }),
    /`threshold`/,
  );
});

test.run();
