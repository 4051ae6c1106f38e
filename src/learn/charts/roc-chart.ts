import type { ChartDisplay } from '../../model/display.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import { rocArea } from '../metrics/roc-auc.ts';
import { rocCurve } from '../metrics/roc-curve.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { curveLayer, curveSize, MOST_POINTS } from './curve-layer.ts';
import { countInWords, numberInWords } from './in-words.ts';
import { oneVsRestCounts, withoutCurveInWords } from './one-vs-rest-counts.ts';
import { thinned, thinnedInWords } from './thinned.ts';

/** ROC curves, each class against the rest, with the diagonal of what knows nothing, and the areas in the legend. */
export function rocChart(
  labels: ProbabilisticLabels,
  { title = 'ROC curves, each class against the rest' }: { readonly title?: string } = {},
): ChartDisplay {
  const curves = oneVsRestCounts(labels);
  const most = Math.floor(MOST_POINTS / curves.length);
  const series: string[] = [];
  const falseRates: number[] = [];
  const trueRates: number[] = [];
  const thresholds: number[] = [];
  const areas: string[] = [];
  let points = 0;
  for (const { class: name, counts } of curves) {
    if (counts === null) continue;
    const curve = rocCurve(counts);
    const area = rocArea(counts);
    points = Math.max(points, curve.thresholds.length);
    areas.push(`${name} ${numberInWords(area)} (${countInWords(counts.positives, 'row')})`);
    for (const i of thinned(curve.thresholds.length, { most })) {
      series.push(`${name}, area ${area.toFixed(3)}`);
      falseRates.push(curve.falsePositiveRate[i]!);
      trueRates.push(curve.truePositiveRate[i]!);
      thresholds.push(curve.thresholds[i]!);
    }
  }
  const x = 'false positive rate';
  const y = 'true positive rate';
  return chartOf({
    title,
    description: `True against false positive rate at every threshold of each class's score, over ${countInWords(labels.actual.length, 'row')}. Area under the curve, where 0.5 knows nothing and 1 is perfect: ${areas.join(', ')}.${withoutCurveInWords(curves)}${thinnedInWords(points, { most, noun: 'distinct thresholds a class' })}`,
    columns: [
      { name: 'class', values: series, format: 'text' },
      numberColumn(x, { values: falseRates, format: 'fixed4', digits: 5 }),
      numberColumn(y, { values: trueRates, format: 'fixed4', digits: 5 }),
      numberColumn('threshold', { values: thresholds, format: 'fixed4', digits: 5 }),
    ],
    spec: {
      ...curveSize,
      layer: [
        {
          data: { values: [{ at: 0 }, { at: 1 }] },
          mark: { type: 'line', color: 'gray', strokeWidth: 1, strokeDash: [2, 3] },
          encoding: { x: { field: 'at', type: 'quantitative' }, y: { field: 'at', type: 'quantitative' } },
        },
        curveLayer({ x, y, interpolate: 'linear' }),
      ],
    },
  });
}
