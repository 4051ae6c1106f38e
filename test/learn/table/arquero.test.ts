import { desc, from, op, table } from 'arquero';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Columns } from '../../../src/learn/columns.ts';
import { fromArquero } from '../../../src/learn/table/from-arquero.ts';
import { toArquero } from '../../../src/learn/table/to-arquero.ts';
import { plainColumns } from '../../support/plain-columns.ts';

const test = suite('columns and Arquero');

const columns: Columns = {
  price: Float64Array.of(3, Number.NaN, 1, 2),
  count: Int32Array.of(4, 3, 2, 1),
  symbol: ['b', null, 'a', 'c'],
};

test('typed arrays pass in and out without a copy', async () => {
  const there = await toArquero(columns);
  assert.equal(there.columnNames(), ['price', 'count', 'symbol']);
  assert.is(there.numRows(), 4);
  const back = fromArquero(there);
  assert.is(back.price, columns.price);
  assert.is(back.count, columns.count);
  assert.equal(plainColumns(back), plainColumns(columns));
});

test('a filtered and ordered table comes out as it reads', async () => {
  const there = (await toArquero(columns))
    .filter((d: { count: number }) => d.count < 4)
    .orderby(desc('price'));
  assert.equal(plainColumns(fromArquero(there)), {
    price: { kind: 'Float64Array', values: [2, 1, Number.NaN] },
    count: { kind: 'Int32Array', values: [1, 2, 3] },
    symbol: { kind: 'Array', values: ['c', 'a', null] },
  });
});

test('derived columns of numbers, truths and dates become numbers', async () => {
  const there = (await toArquero(columns))
    .derive({ double: (d: { count: number }) => d.count * 2, many: (d: { count: number }) => d.count > 2 })
    .select('double', 'many');
  assert.equal(plainColumns(fromArquero(there)), {
    double: { kind: 'Float64Array', values: [8, 6, 4, 2] },
    many: { kind: 'Float64Array', values: [1, 1, 0, 0] },
  });
  const dated = table({ on: [new Date(5), null], big: [1n, undefined] });
  assert.equal(plainColumns(fromArquero(dated)), {
    on: { kind: 'Float64Array', values: [5, Number.NaN] },
    big: { kind: 'Float64Array', values: [1, Number.NaN] },
  });
});

test('a rollup by group comes out as columns', async () => {
  const there = (await toArquero({ s: ['a', 'b', 'a'], x: Float64Array.of(1, 2, 3) }))
    .groupby('s')
    .rollup({ mean: (d: { x: number }) => op.mean(d.x) });
  assert.equal(plainColumns(fromArquero(there)), {
    s: { kind: 'Array', values: ['a', 'b'] },
    mean: { kind: 'Float64Array', values: [2, 2] },
  });
});

test('what a column cannot carry is refused by row', () => {
  assert.throws(() => fromArquero(table({ x: ['a', 1] })), /column "x" row 1 holds number 1/);
  assert.throws(() => fromArquero(from([{ x: { y: 1 } }])), /column "x" row 0 holds object/);
});

test.run();
