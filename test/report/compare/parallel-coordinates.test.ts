import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareExperiments } from '../../../src/experiment/compare/compare-experiments.ts';
import { renderChart } from '../../../src/report/charts/render-chart.ts';
import { parallelCoordinates } from '../../../src/report/compare/parallel-coordinates.ts';
import { experimentsToCompare } from '../../support/compared-experiments.ts';

const experiments = experimentsToCompare(4);
const comparison = compareExperiments(experiments, { baseline: 0 });
const names = new Map(comparison.experiments.map(({ id }) => [id as string, id as string]));

test('every line runs from axis to axis in their order, params first, metrics last', async () => {
  const plot = parallelCoordinates(comparison, names);
  assert.ok(plot !== null);
  if (plot === null) return;
  assert.equal(
    plot.data.map(({ name }) => name),
    ['experiment', 'verdict', 'window', 'epochs', 'engine', 'accuracy', 'macro_f1', 'log_loss'],
  );
  const { html } = await renderChart(plot, { index: 0 });
  const lines = [...html.toString().matchAll(/ d="M([\d.,L-]+)"/g)]
    .map(([, points = '']) => points.split('L').map((point) => Number(point.split(',')[0])))
    .filter((xs) => xs.length === 6);
  assert.is(lines.length, 4);
  for (const xs of lines)
    assert.equal(
      xs,
      [...new Set(xs)].sort((a, b) => a - b),
    );
});

test('the better end of a metric is at the top, also where less is better', () => {
  const plot = parallelCoordinates(comparison, names);
  const layers = plot?.spec.layer as readonly { data: { values: readonly Record<string, unknown>[] } }[];
  const rows = layers[1]?.data.values.filter(({ axis }) => axis === 'log_loss') ?? [];
  const losses = comparison.experiments.map(({ metrics }) => metrics['evaluate.log_loss']?.value ?? 0);
  const best = losses.indexOf(Math.min(...losses));
  assert.is(rows[best]?.position, 1);
});

test('where nothing varies there is no plot', () => {
  const same = experiments.slice(0, 1).flatMap((one) => [one, one, one]);
  assert.is(parallelCoordinates(compareExperiments(same, { baseline: 0 }), names), null);
});

test.run();
