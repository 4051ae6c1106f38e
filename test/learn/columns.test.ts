import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Columns,
  completeTextColumn,
  numericColumn,
  rowCount,
  textColumn,
} from '../../src/learn/columns.ts';

const table = { symbol: ['A', null], price: Float64Array.of(1, Number.NaN) };

test('a column is had by name and kind, missing values as they are', () => {
  assert.is(textColumn(table, 'symbol'), table.symbol);
  assert.is(numericColumn(table, 'price'), table.price);
});

test('a column that is not there is named, beside those that are', () => {
  for (const column of [textColumn, numericColumn, completeTextColumn]) {
    assert.throws(
      () => column(table, 'close'),
      (error: Error) => error.message === 'there is no column "close"; the columns are symbol, price',
    );
  }
});

test('a column of the other kind is refused', () => {
  assert.throws(() => textColumn(table, 'price'), 'column "price" holds numbers; text is needed');
  assert.throws(() => numericColumn(table, 'symbol'), 'column "symbol" holds text; numbers are needed');
});

test('a key that must be there in every row names the first row without one', () => {
  assert.throws(() => completeTextColumn(table, 'symbol'), 'column "symbol" is missing in row 1');
  assert.equal(completeTextColumn({ symbol: ['A', 'B'] }, 'symbol'), ['A', 'B']);
});

test('columns of unequal length are no table', () => {
  assert.is(rowCount(table), 2);
  assert.is(rowCount({}), 0);
  assert.throws(() => rowCount({ a: ['x'], b: ['x', 'y'] }), 'column "b" has 2 rows, "a" has 1');
});

test('a column of BigInts is refused with the way to numbers', () => {
  assert.throws(
    () => numericColumn({ n: BigInt64Array.of(1n) } as unknown as Columns, 'n'),
    /column "n" holds BigInts; Float64Array\.from\(column, Number\) makes numbers of them/,
  );
});

test.run();
