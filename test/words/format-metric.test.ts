import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { figureSpaces } from '../../src/words/align-decimals.ts';
import { formatColumn } from '../../src/words/format-column.ts';
import { formatMetric, metricInterval, metricLook, nameWithUnit } from '../../src/words/format-metric.ts';
import { formatTextTable } from '../../src/words/text-table.ts';

test('a metric is a count as one, and has four decimals, or two of a hundred and more, where nothing is said', () => {
  assert.equal(
    [4987, 0.61, 1, 125_448.5, 0.000_012_34].map((value) => formatMetric(value)),
    ['4,987', '0.6100', '1.0000', '125,448.50', '1.234e−5'],
  );
});

test('a metric has as many digits as its interval needs, the interval as many as the metric', () => {
  const metric = { value: 0.012_345_6, interval: [0.012_340_1, 0.012_350_9] as const };
  assert.is(formatMetric(metric.value, metricLook(metric)), '0.0123456');
  assert.is(metricInterval(metric), '0.0123401 to 0.0123509');
});

test('a stage decides unit, digits and format of its metric', () => {
  assert.is(formatMetric(125_448.503, { digits: 0 }), '125,449');
  assert.is(formatMetric(0.614, { format: 'percent' }), '61.4 %');
  assert.is(formatMetric(0.614, { format: 'percent', digits: 0 }), '61 %');
  assert.is(formatMetric(2024, { format: 'year' }), '2024');
  assert.is(nameWithUnit('mae', { unit: 'EUR' }), 'mae (EUR)');
});

test('a column has one number of decimals, so that what is shown adds up to what stands below it', () => {
  const values = [1 / 3, 12.5, 1 / 7, 2];
  const cells = formatColumn({ name: 'share', values }, figureSpaces);
  assert.equal(cells, ['0.3333', '12.5000', '0.1429', '2.0000']);
  const shown = cells.reduce((sum, cell) => sum + Number(cell), 0);
  assert.is(shown.toFixed(3), values.reduce((sum, value) => sum + value, 0).toFixed(3));
  assert.equal(formatColumn({ name: 'price', values: [125_448.5, 99.99] }, figureSpaces), [
    '125,448.50',
    '99.99',
  ]);
});

test('a column that holds very large and very small numbers has its points in one line', () => {
  const cells = formatColumn({ name: 'x', values: [125_448.5, 0.000_012_34, null] }, figureSpaces);
  assert.equal(cells, [`125,448.5${'\u2007'.repeat(7)}`, '0.00001234', '–']);
});

test('years have no comma, counts have', () => {
  assert.equal(formatColumn({ name: 'year', values: [2024, 1999, null] }, figureSpaces), [
    '2024',
    '1999',
    '–',
  ]);
  assert.equal(formatColumn({ name: 'rows', values: [2024, 1999] }, figureSpaces), ['2,024', '1,999']);
  assert.equal(formatColumn({ name: 'light_year', values: [20240] }, figureSpaces), ['20,240']);
});

test('numbers of a terminal table have their points in one line', () => {
  const cells = ['0.61', '4,987', '12.5 %', '–'];
  const plain = { width: 80, bold: (text: string) => text };
  assert.is(
    formatTextTable(
      [
        { title: 'v', align: 'decimal', cells },
        { title: 'w', cells: ['a', 'b', 'c', 'd'] },
      ],
      plain,
    ),
    ['        v  w', '    0.61   a', '4,987      b', '   12.5 %  c', '        –  d'].join('\n'),
  );
});

test.run();
