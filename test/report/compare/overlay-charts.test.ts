import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../src/base/json.ts';
import { compareExperiments } from '../../../src/experiment/compare/compare-experiments.ts';
import { learningCurvesChart } from '../../../src/learn/charts/learning-curves-chart.ts';
import { reliabilityChart } from '../../../src/learn/charts/reliability-chart.ts';
import { rocChart } from '../../../src/learn/charts/roc-chart.ts';
import type { ChartDisplay } from '../../../src/model/display.ts';
import { type ComparedChart, overlayCharts } from '../../../src/report/compare/overlay-charts.ts';
import { shortNames } from '../../../src/words/comparison-words.ts';
import { experimentsToCompare } from '../../support/compared-experiments.ts';

/** What a comparison draws where the first stage of each of two experiments showed these charts alone. */
function compared(first: ChartDisplay, second: ChartDisplay): readonly ComparedChart[] {
  const experiments = experimentsToCompare(2).map((experiment, i) => ({
    ...experiment,
    record: {
      ...experiment.record,
      stages: experiment.record.stages.map((stage, s) => ({
        ...stage,
        displays: s > 0 ? [] : [i === 0 ? first : second],
      })),
    },
  }));
  const comparison = compareExperiments(experiments, { baseline: 0 });
  const records = experiments.map(({ record }) => record);
  return overlayCharts(comparison, { records, names: shortNames(comparison) });
}

const layersOf = (chart: ChartDisplay | undefined) => (chart?.spec.layer ?? []) as readonly JsonObject[];
const typesOf = (chart: ChartDisplay | undefined) =>
  layersOf(chart).map(({ mark }) => (typeof mark === 'string' ? mark : (mark as JsonObject).type));

function predictedAgainstActual(
  values: readonly number[],
  layer: (diagonal: JsonObject) => readonly JsonObject[],
): ChartDisplay {
  const rows = values.map((predicted, actual) => ({ predicted, actual }));
  const axis = (field: string) => ({ field, type: 'quantitative' });
  return {
    kind: 'chart',
    title: 'Predicted against actual',
    description: 'Each row.',
    data: [
      { name: 'actual', values: rows.map(({ actual }) => actual) },
      { name: 'predicted', values: rows.map(({ predicted }) => predicted) },
    ],
    spec: {
      data: { values: rows },
      layer: layer({ mark: 'line', encoding: { x: axis('actual'), y: axis('actual') } }),
    },
  };
}

const points = {
  mark: 'point',
  encoding: { x: { field: 'actual', type: 'quantitative' }, y: { field: 'predicted', type: 'quantitative' } },
};

test('a chart with more than a line is never drawn as its line alone: both stand side by side, whole', () => {
  const first = predictedAgainstActual([1, 0, 3], (diagonal) => [points, diagonal]);
  const second = predictedAgainstActual([2, 2, 2], (diagonal) => [points, diagonal]);
  const [found] = compared(first, second);
  assert.equal(
    found?.charts.map(({ title }) => title),
    ['Predicted against actual: able-bee', 'Predicted against actual: bold-cat'],
  );
  assert.equal(
    found?.charts.map(({ spec }) => spec),
    [first.spec, second.spec],
  );
  assert.is(
    found?.charts[0]?.description,
    'Side by side: these charts draw more than lines, which cannot be laid over each other. Each row.',
  );
});

test('what a layer, a transform or a facet would add keeps charts apart, too', () => {
  const plain = (extra: JsonObject, values: readonly number[]) => {
    const chart = predictedAgainstActual(values, (diagonal) => [diagonal]);
    return { ...chart, spec: { ...chart.spec, ...extra } };
  };
  const extras: JsonObject[] = [
    { transform: [{ filter: 'datum.actual > 1' }] },
    { resolve: { scale: { y: 'independent' } } },
    { layer: [{ mark: 'line', transform: [], encoding: points.encoding }] },
    { layer: [{ mark: 'line', encoding: { ...points.encoding, size: { field: 'actual' } } }] },
    {
      layer: [
        { mark: 'line', encoding: points.encoding },
        { mark: 'line', encoding: points.encoding },
      ],
    },
  ];
  for (const extra of extras) {
    assert.is(
      compared(plain(extra, [1, 2]), plain(extra, [2, 1]))[0]?.charts.length,
      2,
      JSON.stringify(extra),
    );
  }
  const line = { layer: [{ mark: 'line', encoding: points.encoding }] };
  assert.is(compared(plain(line, [1, 2]), plain(line, [2, 1]))[0]?.charts.length, 1);
});

test('learning curves are laid over each other, with the rule of each best epoch in its colour', () => {
  const curves = (bestEpoch: number) => learningCurvesChart({ train: [3, 2, bestEpoch] }, { bestEpoch });
  const [found] = compared(curves(1), curves(2));
  assert.is(found?.charts.length, 1);
  assert.equal(typesOf(found?.charts[0]), ['rule', 'rule', 'line']);
  assert.equal(
    layersOf(found?.charts[0]).map(({ data }) => (data as JsonObject | undefined)?.values),
    [[{ best: 1, experiment: 'able-bee' }], [{ best: 2, experiment: 'bold-cat' }], undefined],
  );
});

test('ROC curves keep their diagonal, once; a chart of several panes stands side by side', () => {
  const labels = (share: number) => ({
    actual: ['a', 'b', 'a', 'b'],
    classes: ['a', 'b'],
    probabilities: {
      a: Float64Array.of(0.9, share, 0.6, 0.3),
      b: Float64Array.of(0.1, 1 - share, 0.4, 0.7),
    },
  });
  const [roc] = compared(rocChart(labels(0.2)), rocChart(labels(0.8)));
  assert.equal(typesOf(roc?.charts[0]), ['line', 'line']);
  const [reliability] = compared(reliabilityChart(labels(0.2)), reliabilityChart(labels(0.8)));
  assert.is(reliability?.charts.length, 2);
});

test.run();
