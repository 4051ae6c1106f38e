import type { ChartDisplay } from '../../model/display.ts';
import { precisionRecallArea } from '../metrics/average-precision.ts';
import { precisionRecallCurve } from '../metrics/precision-recall-curve.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import { chartOf } from './chart-of.ts';
import { curveLayer, curveSize } from './curve-layer.ts';
import { classInWords, countInWords, numberInWords, percentInWords } from './in-words.ts';
import { oneVsRestCurves } from './one-vs-rest-curves.ts';

/** Precision-recall curves, each class against the rest, with a line at the class's share of the rows. */
export function precisionRecallChart(
  labels: ProbabilisticLabels,
  { title = 'Precision and recall, each class against the rest' }: { readonly title?: string } = {},
): ChartDisplay {
  const prevalences: { readonly class: string; readonly prevalence: number }[] = [];
  const areas: string[] = [];
  const { columns, inWords } = oneVsRestCurves(labels, {
    x: 'recall',
    y: 'precision',
    curveOf: (name, counts) => {
      const { recall, precision, thresholds, prevalence } = precisionRecallCurve(counts);
      const area = precisionRecallArea(counts);
      const label = `${classInWords(name)}, average precision ${area.toFixed(3)}`;
      prevalences.push({ class: label, prevalence });
      areas.push(
        `${classInWords(name)} ${numberInWords(area)} (share of rows ${percentInWords(prevalence)})`,
      );
      return { label, x: recall, y: precision, thresholds };
    },
  });
  const color = { field: 'class', type: 'nominal', title: null, sort: null } as const;
  return chartOf({
    title,
    description: `Precision against recall at every threshold of each class's score, over ${countInWords(labels.actual.length, 'row')}. Average precision, to be read against the class's share of the rows (the thin level lines), which is what knows nothing: ${areas.length === 0 ? 'none' : areas.join(', ')}.${inWords}`,
    columns,
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
