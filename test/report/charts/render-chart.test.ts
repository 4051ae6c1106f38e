import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../src/base/json.ts';
import { compileChart } from '../../../src/report/charts/compile-chart.ts';
import { drawChart, tooSlow } from '../../../src/report/charts/draw-chart.ts';
import { renderChart } from '../../../src/report/charts/render-chart.ts';
import { sampleCharts } from '../../support/sample-charts.ts';

const test = suite('a chart');

const values = [
  { day: '2020-01-31', v: 1, name: 'a' },
  { day: '2020-02-01', v: 2, name: 'b' },
];

async function render(spec: JsonObject, options: { readonly index?: number } = {}): Promise<string> {
  const data = [{ name: 'v', values: [1, 2] }];
  const chart = { kind: 'chart', title: 'Title', description: 'What it shows.', spec, data } as const;
  return (await renderChart(chart, { index: options.index ?? 0 })).html.toString();
}

const bars: JsonObject = {
  data: { values },
  mark: 'bar',
  encoding: { x: { field: 'name', type: 'nominal' }, y: { field: 'v', type: 'quantitative' } },
};

test('has a title, a text alternative, its data as a table, and as CSV', async () => {
  const html = await render(bars);
  assert.match(html, '<svg role="img" aria-label="Title. What it shows."');
  assert.match(html, '<figcaption>What it shows.</figcaption>');
  assert.match(html, 'Data: 2 rows');
  assert.match(html, 'data-csv="0"');
});

test('is the same whatever was drawn before it, and has ids of its own', async () => {
  const clipped: JsonObject = { ...bars, mark: { type: 'bar', clip: true } };
  const first = await render(clipped, { index: 3 });
  await render(clipped, { index: 4 });
  assert.is(await render(clipped, { index: 3 }), first);
  assert.match(first, 'clip-path="url(#c3-1)"');
  assert.match(first, '<clipPath id="c3-1">');
});

test('draws the same random sample each time', async () => {
  const sampled: JsonObject = {
    data: { sequence: { start: 0, stop: 1000, as: 'v' } },
    transform: [{ sample: 20 }],
    mark: 'point',
    encoding: { x: { field: 'v', type: 'quantitative' } },
  };
  assert.is(await render(sampled), await render(sampled));
});

test('of 5,000 marks is drawn; of 5,001 it is an error that names the fix', async () => {
  const points = (count: number): JsonObject => ({
    data: { sequence: { start: 0, stop: count, as: 'v' } },
    mark: 'point',
    encoding: { x: { field: 'v', type: 'quantitative' } },
  });
  assert.match(await render(points(5000)), '<svg role="img"');
  const html = await render(points(5001));
  assert.is(html.includes('<svg'), false);
  assert.match(html, 'The chart has 5001 marks; a page holds at most 5000 a chart.');
  assert.match(html, '`bin`');
  assert.match(html, 'sample');
});

test('counts the vertices of lines in facets, and not axes or legends', async () => {
  const html = await render({
    data: { sequence: { start: 0, stop: 6000, as: 'v' } },
    transform: [{ calculate: 'datum.v % 3', as: 'k' }],
    facet: { row: { field: 'k', type: 'nominal' } },
    spec: {
      mark: 'line',
      encoding: { x: { field: 'v', type: 'quantitative' }, y: { field: 'v', type: 'quantitative' } },
    },
  });
  assert.match(html, 'The chart has 6000 marks');
});

const refused: readonly (readonly [string, JsonObject, RegExp])[] = [
  [
    'loads data',
    { data: { url: 'https://example.org/a.csv' }, mark: 'bar' },
    /`data` has a `url`: a report loads nothing/,
  ],
  [
    'loads data in a layer',
    { layer: [{ data: { url: 'x' }, mark: 'bar' }] },
    /`layer\[0\]\.data` has a `url`/,
  ],
  [
    'looks up remote data',
    { ...bars, transform: [{ lookup: 'v', from: { data: { url: 'x' }, key: 'v' } }] },
    /`transform\[0\]\.from\.data` has a `url`/,
  ],
  ['links by data', { ...bars, encoding: { href: { field: 'name' } } }, /`encoding` has `href`/],
  [
    'has a colour that is an address',
    { ...bars, mark: { type: 'bar', color: 'url(x)' } },
    /`mark\.color` is `url\(x\)`/,
  ],
  [
    'has an unknown mark',
    { ...bars, mark: 'barr' },
    /has a mark that Vega-Lite does not know; it knows arc, area/,
  ],
  [
    'asks for the present time',
    { ...bars, transform: [{ calculate: 'datum.v - now()', as: 'age' }] },
    /`transform\[0\]\.calculate` asks for the present time/,
  ],
  [
    'makes its rows without end',
    { ...bars, data: { sequence: { start: 0, stop: 1e9 } } },
    /`data` makes more than 50000 values/,
  ],
  [
    'counts in no steps at all',
    { ...bars, data: { sequence: { start: 0, stop: 1, step: 0 } } },
    /`data` makes more than 50000 values/,
  ],
  [
    'makes rows by an expression',
    { ...bars, transform: [{ calculate: 'sequence(1e9)', as: 'z' }, { flatten: ['z'] }] },
    /`transform\[0\]\.calculate` calls `sequence`/,
  ],
  [
    'fills gaps without end',
    { ...bars, transform: [{ impute: 'v', key: 'v', keyvals: { stop: 1e9 } }] },
    /`transform\[0\]` makes more than 50000 values/,
  ],
  [
    'asks for a billion ticks',
    { ...bars, encoding: { x: { field: 'v', type: 'quantitative', axis: { tickCount: 1e9 } } } },
    /`encoding\.x\.axis` asks for more than 50000 steps or ticks/,
  ],
  [
    'has bins of next to no width',
    {
      ...bars,
      data: { values: [{ v: 0 }, { v: 1 }] },
      encoding: { x: { bin: { step: 1e-8 }, field: 'v' }, y: { aggregate: 'count' } },
    },
    /Bins of a width of 1e-8 are more than 5000 here/,
  ],
  [
    'has bins by a base that leads nowhere',
    { ...bars, encoding: { x: { bin: { base: 1, maxbins: 5 }, field: 'v' }, y: { aggregate: 'count' } } },
    /`encoding\.x` has bins of a `base` below 1\.5/,
  ],
  [
    'asks for a billion quantiles',
    { ...bars, transform: [{ quantile: 'v', step: 1e-9 }] },
    /`transform\[0\]` makes more than 50000 values/,
  ],
  [
    'asks for a billion colours',
    { ...bars, encoding: { color: { field: 'v', scale: { scheme: { name: 'viridis', count: 1e9 } } } } },
    /`encoding\.color\.scale\.scheme` asks for more than 50000 steps/,
  ],
  [
    'asks for a tick each millisecond',
    { ...bars, encoding: { x: { field: 'v', type: 'temporal', axis: { tickCount: 'millisecond' } } } },
    /`encoding\.x\.axis` asks for ticks closer than an hour/,
  ],
  [
    'fits a polynomial without end',
    { ...bars, transform: [{ regression: 'v', on: 'w', method: 'poly', order: 1e6 }] },
    /`transform\[0\]` fits a polynomial of an order above 20/,
  ],
  ['is no spec', { nothing: 1 }, /Vega-Lite does not accept the spec: Invalid specification/],
  [
    'calls a function that Vega does not have',
    { ...bars, transform: [{ calculate: 'alert(1)', as: 'z' }] },
    /Vega cannot draw the chart: Unrecognized function: alert/,
  ],
  [
    'has an expression that is none',
    { ...bars, transform: [{ filter: 'datum. >' }] },
    /Vega cannot draw the chart|does not accept/,
  ],
];

for (const [what, spec, words] of refused) {
  test(`that ${what} leaves a clear message and its data`, async () => {
    const html = await render(spec);
    assert.match(html.replaceAll('&#39;', "'").replaceAll('&quot;', '"'), words);
    assert.match(html, 'Data: 2 rows');
    assert.is(html.includes('data-wake'), false);
  });
}

test('with an expression that comes to no end is ended, and its data stand', async () => {
  const compiled = await compileChart({
    ...bars,
    data: { values: [{ name: `${'a'.repeat(60)}!`, v: 1 }] },
    transform: [{ filter: "test(regexp('^(a+)+$'), datum.name)" }],
  });
  assert.ok(compiled.ok);
  const drawn = await drawChart(compiled.value.drawn, { idPrefix: 'c0-', mostMs: 300 });
  assert.is(!drawn.ok && drawn.error, tooSlow);
  assert.match(await render(bars), '<svg role="img"');
});

test('may have data whose texts look like addresses', async () => {
  const html = await render({
    ...bars,
    data: { values: [{ name: 'https://example.org', v: 1, url: 'x', href: 'y' }] },
  });
  assert.match(html, '<svg role="img"');
});

test('shows times in UTC: bars by month stand where UTC has them', async () => {
  const html = await render({
    data: {
      values: [
        { at: '2020-01-01T00:00:00Z', v: 1 },
        { at: '2020-02-01T00:00:00Z', v: 1 },
      ],
    },
    mark: 'bar',
    encoding: {
      x: { field: 'at', type: 'ordinal', timeUnit: 'yearmonth', axis: { format: '%Y-%m' } },
      y: { field: 'v', type: 'quantitative' },
    },
  });
  assert.match(html, '>2020-01<');
  assert.match(html, '>2020-02<');
  assert.is(html.includes('2019-12'), false);
});

test('carries the values of its data, in full, for the CSV', async () => {
  const chart = sampleCharts()[2];
  assert.ok(chart);
  const { payload } = await renderChart(chart, { index: 0 });
  assert.equal(payload.columns, chart.data);
  assert.is(payload.csvName, 'confusion-matrix.csv');
});

test.run();
