import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { classifierDisplays } from '../../../src/learn/charts/classifier-displays.ts';
import { learningCurvesChart } from '../../../src/learn/charts/learning-curves-chart.ts';
import type { Display } from '../../../src/model/display.ts';
import type { ChartPayload } from '../../../src/report/charts/render-chart.ts';
import { renderDisplay } from '../../../src/report/experiment-page/render-display.ts';

const test = suite('the displays of a classifier in a report');

test('are all drawn: charts with drawing, text alternative and data, tables with rows', async () => {
  const payloads: ChartPayload[] = [];
  for (const display of displays()) {
    const html = (await renderDisplay(display, { payloads, memory: null })).toString();
    assert.is(/class="problem"/.test(html), false, html.slice(0, 400));
    if (display.kind === 'chart') assert.match(html, /<svg role="img" aria-label="[^"]{20}/);
    if (display.kind === 'chart' || display.kind === 'table') assert.match(html, /<tbody><tr><td>/);
  }
  assert.ok(payloads.length >= 9);
  assert.equal(
    payloads.filter((payload) => payload.vega === null).map((payload) => payload.csvName),
    [],
  );
});

function displays(): readonly Display[] {
  const random = randomFrom(5);
  const classes = ['sell', 'hold', 'buy'];
  const rows = 240;
  const draw = () => classes[Math.floor(random() * 3)] ?? 'hold';
  const actual = Array.from({ length: rows }, draw);
  const predicted = actual.map((label) => (random() < 0.5 ? label : draw()));
  const raw = actual.map((label) => classes.map((name) => random() + (name === label ? 0.4 : 0)));
  const share = (row: number, column: number) => {
    const scores = raw[row] ?? [];
    return (scores[column] ?? 0) / scores.reduce((sum, score) => sum + score, 0);
  };
  const probabilities = Object.fromEntries(
    classes.map((name, column) => [
      name,
      Float64Array.from({ length: rows }, (_, row) => share(row, column)),
    ]),
  );
  const date = Float64Array.from({ length: rows }, (_, row) => Date.UTC(2018, 0, 1 + row));
  const members = [
    { name: 'model', predicted },
    { name: 'always hold', predicted: actual.map(() => 'hold') },
  ];
  return [
    learningCurvesChart({ train: [1, 0.8, 0.7], validation: [1.1, 0.9, 0.95] }, { bestEpoch: 2 }),
    ...classifierDisplays(
      {
        actual,
        predicted,
        classes,
        probabilities,
        date,
        majority: 'hold',
        members,
        segments: { half: actual.map((_, row) => (row < 120 ? 'first' : 'second')) },
      },
      { seed: 1, resamples: 50, blockLength: 7 },
    ),
  ];
}

test.run();
