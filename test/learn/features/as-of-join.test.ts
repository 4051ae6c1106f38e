import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asOfJoin, asOfRows } from '../../../src/learn/features/as-of-join.ts';
import { plainColumns } from '../../support/plain-columns.ts';

const test = suite('as-of join');

const side = fc
  .array(fc.record({ time: fc.integer({ min: 0, max: 40 }), key: fc.constantFrom('a', 'b', null) }), {
    maxLength: 30,
  })
  .map((rows) => rows.sort((p, q) => p.time - q.time))
  .map((rows) => ({ time: Float64Array.from(rows, ({ time }) => time), key: rows.map(({ key }) => key) }));

test('each decision sees the last fact of its key that was available, and none after', () => {
  fc.assert(
    fc.property(
      side,
      side,
      fc.boolean(),
      fc.constantFrom(3, undefined),
      (decisions, facts, isStrict, maxAgeMs) => {
        const found = asOfRows({
          decidedAt: decisions.time,
          keys: decisions.key,
          availableAt: facts.time,
          factKeys: facts.key,
          isStrict,
          ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
        });
        const expected = Array.from(decisions.time, (now, row) => {
          const known = [...facts.time.keys()].filter((i) => {
            const age = now - facts.time[i]!;
            return facts.key[i] === decisions.key[row] && (isStrict ? age > 0 : age >= 0);
          });
          const last = known.at(-1);
          return last !== undefined && now - facts.time[last]! <= (maxAgeMs ?? Infinity) ? last : -1;
        });
        assert.equal(Array.from(found), expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('the columns of the facts come along, missing where there is no fact', () => {
  const facts = { score: Float64Array.of(0.5, -0.5), votes: Int32Array.of(3, 4), source: ['x', 'y'] };
  const options = { decidedAt: Float64Array.of(0, 5, 9), availableAt: Float64Array.of(1, 9) };
  assert.equal(plainColumns(asOfJoin(facts, options)), {
    score: { kind: 'Float64Array', values: [Number.NaN, 0.5, -0.5] },
    votes: { kind: 'Float64Array', values: [Number.NaN, 3, 4] },
    source: { kind: 'Array', values: [null, 'x', 'y'] },
  });
});

test('a fact that is stamped at the midnight of the decision is refused until somebody says which came first', () => {
  const day = Date.UTC(2020, 2, 5);
  const join = (isStrict?: boolean) =>
    asOfRows({
      decidedAt: Float64Array.of(day),
      availableAt: Float64Array.of(day - 86_400_000, day),
      ...(isStrict === undefined ? {} : { isStrict }),
    });
  assert.throws(() => join(), /row 0 decides at midnight of 2020-03-05, when fact 1 became known/);
  assert.equal([...join(true), ...join(false)], [0, 1]);
  const noon = { decidedAt: Float64Array.of(day + 5), availableAt: Float64Array.of(day + 5) };
  assert.equal([...asOfRows(noon)], [0]);
});

test('times that are missing or fall are refused by row', () => {
  const join = (decidedAt: number[], availableAt: number[]) => () =>
    asOfRows({ decidedAt: Float64Array.from(decidedAt), availableAt: Float64Array.from(availableAt) });
  assert.throws(join([2, 1], [0]), /`decidedAt` falls in row 1: sort by key and time first/);
  assert.throws(join([0], [2, 1]), /`availableAt` falls in row 1/);
  assert.throws(join([0], [Number.NaN]), /`availableAt` is missing in row 0/);
  const time = Float64Array.of(1);
  assert.throws(
    () => asOfRows({ decidedAt: time, availableAt: time, keys: ['a'] }),
    /give both `keys` and `factKeys`/,
  );
  assert.throws(
    () => asOfJoin({ x: Float64Array.of(1, 2) }, { decidedAt: time, availableAt: time }),
    /has 1 rows, the facts have 2/,
  );
});

test.run();
