import type { ChartDisplay } from '../../model/display.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import { rocArea } from '../metrics/roc-auc.ts';
import { rocCurve } from '../metrics/roc-curve.ts';
import { chartOf } from './chart-of.ts';
import { curveLayer, curveSize } from './curve-layer.ts';
import { classInWords, countInWords, numberInWords } from './in-words.ts';
import { oneVsRestCurves } from './one-vs-rest-curves.ts';

/** ROC curves, each class against the rest, with the diagonal of what knows nothing, and the areas in the legend. */
export function rocChart(
  labels: ProbabilisticLabels,
  { title = 'ROC curves, each class against the rest' }: { readonly title?: string } = {},
): ChartDisplay {
  const x = 'false positive rate';
  const y = 'true positive rate';
  const areas: string[] = [];
  const { columns, inWords } = oneVsRestCurves(labels, {
    x,
    y,
    curveOf: (name, counts) => {
      const { falsePositiveRate, truePositiveRate, thresholds } = rocCurve(counts);
      const area = rocArea(counts);
      areas.push(`${classInWords(name)} ${numberInWords(area)} (${countInWords(counts.positives, 'row')})`);
      return {
        label: `${classInWords(name)}, area ${area.toFixed(3)}`,
        x: falsePositiveRate,
        y: truePositiveRate,
        thresholds,
      };
    },
  });
  return chartOf({
    title,
    description: `True against false positive rate at every threshold of each class's score, over ${countInWords(labels.actual.length, 'row')}. Area under the curve, where 0.5 knows nothing and 1 is perfect: ${areas.length === 0 ? 'none' : areas.join(', ')}.${inWords}`,
    columns,
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
