import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inUtc } from '../../../src/report/charts/in-utc.ts';

test('time scales, time units and label formats are in UTC', () => {
  assert.equal(
    inUtc({
      scales: [
        { type: 'time', domain: [] },
        { type: 'linear', domain: [] },
      ],
      axes: [{ formatType: 'time' }],
      data: [{ transform: [{ type: 'timeunit', field: 'd' }] }],
    }),
    {
      scales: [
        { type: 'utc', domain: [] },
        { type: 'linear', domain: [] },
      ],
      axes: [{ formatType: 'utc' }],
      data: [{ transform: [{ type: 'timeunit', field: 'd', timezone: 'utc' }] }],
    },
  );
});

test('functions of local time become those of UTC, also nested; quoted names stay', () => {
  assert.equal(inUtc({ signal: `timeFormat(datum["year(x)"], '%Y') + year(datetime(2020, month(now())))` }), {
    signal: `utcFormat(datum["year(x)"], '%Y') + utcyear(utc(2020, utcmonth(now())))`,
  });
  assert.equal(inUtc({ expr: 'utcyear(d) + dayofyear(d)' }), { expr: 'utcyear(d) + utcdayofyear(d)' });
});

test('data stay as they are', () => {
  const values = [{ type: 'time', domain: 'x', expr: 'year(1)' }];
  assert.equal(inUtc({ values }), { values });
});

test.run();
