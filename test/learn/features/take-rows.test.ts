import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeRows } from '../../../src/learn/features/take-rows.ts';
import { plainColumns } from '../../support/plain-columns.ts';

const test = suite('rows taken from columns');
const columns = { x: Float32Array.of(0.5, 1.5), n: Int32Array.of(7, 8), s: ['a', null] };

test('rows come in the order asked for, as often as asked for, in arrays of their kind', () => {
  assert.equal(plainColumns(takeRows(columns, [1, 0, 1])), {
    x: { kind: 'Float32Array', values: [1.5, 0.5, 1.5] },
    n: { kind: 'Int32Array', values: [8, 7, 8] },
    s: { kind: 'Array', values: [null, 'a', null] },
  });
});

test('a row of -1 is a missing one, for which integers make room', () => {
  assert.equal(plainColumns(takeRows(columns, [-1, 0])), {
    x: { kind: 'Float32Array', values: [Number.NaN, 0.5] },
    n: { kind: 'Float64Array', values: [Number.NaN, 7] },
    s: { kind: 'Array', values: [null, 'a'] },
  });
});

test('a row that is not there is refused', () => {
  assert.throws(() => takeRows(columns, [2]), /no row 2 in a table of 2 rows/);
  assert.throws(() => takeRows(columns, [-2]), /no row -2/);
  assert.throws(() => takeRows(columns, [0.5]), /no row 0.5/);
});

test.run();
