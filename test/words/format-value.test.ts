import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  formatBytes,
  formatInstant,
  formatNumber,
  formatSeconds,
  formatValue,
} from '../../src/words/format-value.ts';

test('numbers have as many digits as they need: four, or two behind the point', () => {
  assert.equal(
    [0.61, 0.123456, 12345, -1234567.891, 0, 1e-7, 1e21].map((value) => formatNumber(value)),
    ['0.61', '0.1235', '12,345', '−1,234,567.89', '0', '1e−7', '1e+21'],
  );
});

test('a format decides where it is given', () => {
  assert.is(formatNumber(0.6149, 'percent'), '61.5 %');
  assert.is(formatNumber(1234.5, 'fixed2'), '1,234.50');
  assert.is(formatNumber(-0.12345, 'fixed4'), '−0.1235');
  assert.is(formatNumber(1234.5, 'text'), '1234.5');
  assert.is(formatNumber(Date.UTC(2020, 1, 29), 'date'), '2020-02-29');
  assert.is(formatValue('2020-02-29T00:00:00.000Z', 'date'), '2020-02-29');
});

test('missing is a dash, and never an empty cell or a zero', () => {
  assert.is(formatValue(null), '–');
  assert.is(formatValue(''), '');
  assert.is(formatValue({ a: [1] }), '{"a":[1]}');
});

test('sizes, durations and instants are said as people say them', () => {
  assert.equal([0, 999, 1000, 412_310, 8_326_991_872].map(formatBytes), [
    '0 B',
    '999 B',
    '1 kB',
    '412 kB',
    '8.33 GB',
  ]);
  assert.equal([0, 0.04, 1.24, 59.6, 81.4, 7500].map(formatSeconds), [
    '0 s',
    '40 ms',
    '1.2 s',
    '1 min 0 s',
    '1 min 21 s',
    '2 h 5 min',
  ]);
  assert.is(formatInstant('2026-11-22T14:32:05.120Z'), '2026-11-22 14:32:05 UTC');
  assert.is(formatInstant('yesterday'), 'yesterday');
});

test('what is before the point is never rounded away, and a small number never reads as 0', () => {
  assert.is(formatNumber(125_448.5), '125,448.5');
  assert.is(formatNumber(-125_448.503), '−125,448.5');
  assert.is(formatNumber(123.456), '123.46');
  assert.is(formatNumber(0.000_012_34), '0.00001234');
  assert.is(formatNumber(1.234e-9), '1.234e−9');
  assert.is(formatNumber(0.000_012_34, 'fixed4'), '1.234e−5');
  assert.is(formatNumber(-0.001, 'fixed2'), '−1e−3');
  assert.is(formatNumber(2024, 'year'), '2024');
  assert.is(formatNumber(0, 'fixed4'), '0.0000');
});

test.run();
