import type { ChartDisplay } from '../../model/display.ts';
import { precisionRecallArea } from '../metrics/average-precision.ts';
import { precisionRecallCurve } from '../metrics/precision-recall-curve.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { curveLayer, curveSize, MOST_POINTS } from './curve-layer.ts';
import { countInWords, numberInWords, percentInWords } from './in-words.ts';
import { oneVsRestCounts, withoutCurveInWords } from './one-vs-rest-counts.ts';
import { thinned, thinnedInWords } from './thinned.ts';

/** Precision-recall curves, each class against the rest, with a line at the class's share of the rows. */
export function precisionRecallChart(
  labels: ProbabilisticLabels,
  { title = 'Precision and recall, each class against the rest' }: { readonly title?: string } = {},
): ChartDisplay {
  const curves = oneVsRestCounts(labels);
  const most = Math.floor(MOST_POINTS / curves.length);
  const series: string[] = [];
  const recalls: number[] = [];
  const precisions: number[] = [];
  const thresholds: number[] = [];
  const prevalences: { readonly class: string; readonly prevalence: number }[] = [];
  const areas: string[] = [];
  let points = 0;
  for (const { class: name, counts } of curves) {
    if (counts === null) continue;
    const curve = precisionRecallCurve(counts);
    const area = precisionRecallArea(counts);
    const label = `${name}, average precision ${area.toFixed(3)}`;
    points = Math.max(points, curve.thresholds.length);
    prevalences.push({ class: label, prevalence: curve.prevalence });
    areas.push(`${name} ${numberInWords(area)} (share of rows ${percentInWords(curve.prevalence)})`);
    for (const i of thinned(curve.thresholds.length, { most })) {
      series.push(label);
      recalls.push(curve.recall[i]!);
      precisions.push(curve.precision[i]!);
      thresholds.push(curve.thresholds[i]!);
    }
  }
  const color = { field: 'class', type: 'nominal', title: null, sort: null } as const;
  return chartOf({
    title,
    description: `Precision against recall at every threshold of each class's score, over ${countInWords(labels.actual.length, 'row')}. Average precision, to be read against the class's share of the rows (the thin level lines), which is what knows nothing: ${areas.join(', ')}.${withoutCurveInWords(curves)}${thinnedInWords(points, { most, noun: 'distinct thresholds a class' })}`,
    columns: [
      { name: 'class', values: series, format: 'text' },
      numberColumn('recall', { values: recalls, format: 'fixed4', digits: 5 }),
      numberColumn('precision', { values: precisions, format: 'fixed4', digits: 5 }),
      numberColumn('threshold', { values: thresholds, format: 'fixed4', digits: 5 }),
    ],
    spec: {
      ...curveSize,
      layer: [
        {
          data: { values: prevalences },
          mark: { type: 'rule', strokeWidth: 1 },
          encoding: { y: { field: 'prevalence', type: 'quantitative' }, color, strokeDash: color },
        },
        curveLayer({ x: 'recall', y: 'precision', interpolate: 'step-before' }),
      ],
    },
  });
}
