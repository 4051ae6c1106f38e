import type { ChartDisplay } from '../../model/display.ts';
import { asConfusion, type Confusion, confusionTotals, type Labelled } from '../metrics/confusion-matrix.ts';
import { normalisedConfusion } from '../metrics/normalised-confusion.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { classInWords, countInWords, percentInWords } from './in-words.ts';

/** What the cells show: counts, shares of their actual class (recall), or of their predicted one (precision). */
export type ConfusionCells = 'count' | 'actual' | 'predicted';

const TITLES: Readonly<Record<ConfusionCells, string>> = {
  count: 'Confusion matrix: rows',
  actual: 'Confusion matrix: share of each actual class',
  predicted: 'Confusion matrix: share of each predicted class',
};

/** A confusion matrix as a heat map, actual classes downwards, predicted ones across, a number in each cell. */
export function confusionChart(
  labelled: Labelled,
  {
    cells = 'count',
    title = TITLES[cells],
  }: { readonly cells?: ConfusionCells; readonly title?: string } = {},
): ChartDisplay {
  const confusion = asConfusion(labelled);
  const { classes, counts } = confusion;
  const shares = cells === 'count' ? counts : normalisedConfusion(confusion, { by: cells });
  const text = Array.from(shares, (value) =>
    cells === 'count' ? String(value) : `${(value * 100).toFixed(1)} %`,
  );
  const darkest = cells === 'count' ? Math.max(...shares) : 1;
  const isCount = cells === 'count';
  return chartOf({
    title,
    description: inWords(confusion, cells),
    columns: [
      { name: 'actual', values: classes.flatMap((name) => classes.map(() => name)), format: 'text' },
      { name: 'predicted', values: classes.flatMap(() => classes), format: 'text' },
      numberColumn('rows', { values: counts, format: 'integer' }),
      ...(isCount ? [] : [numberColumn('share', { values: shares, format: 'percent' as const })]),
      { name: 'label', values: text, format: 'text' },
    ],
    spec: {
      width: { step: 64 },
      height: { step: 44 },
      encoding: {
        x: {
          field: 'predicted',
          type: 'nominal',
          sort: [...classes],
          axis: {
            orient: 'top',
            labelAngle: 0,
            domain: false,
            ticks: false,
            title: 'predicted',
            labelLimit: 60,
          },
        },
        y: {
          field: 'actual',
          type: 'nominal',
          sort: [...classes],
          axis: { domain: false, ticks: false, title: 'actual' },
        },
      },
      layer: [
        {
          mark: { type: 'rect' },
          encoding: {
            // Opacity, not a ramp of colours: the same cells are right on a light and on a dark page, and the
            // text on the darkest stays readable.
            fillOpacity: {
              field: isCount ? 'rows' : 'share',
              type: 'quantitative',
              scale: { domain: [0, darkest], range: [0.04, 0.6] },
              legend: null,
            },
          },
        },
        {
          mark: { type: 'text', baseline: 'middle' },
          encoding: { text: { field: 'label', type: 'nominal' } },
        },
      ],
    },
  });
}

function inWords(confusion: Confusion, cells: ConfusionCells): string {
  const { classes, counts, rows } = confusion;
  const { correct, actual, predicted } = confusionTotals(confusion);
  const right = correct.reduce((sum, count) => sum + count, 0);
  const parts = classes.map((name, c) => {
    if (cells === 'actual')
      return `${classInWords(name)}: ${percentInWords(correct[c]! / actual[c]!)} of ${actual[c]}`;
    if (cells === 'predicted')
      return `${classInWords(name)}: ${percentInWords(correct[c]! / predicted[c]!)} of ${predicted[c]}`;
    return `${classInWords(name)}: ${correct[c]} of ${actual[c]}`;
  });
  const unit =
    cells === 'count'
      ? 'in rows'
      : cells === 'actual'
        ? 'in % of the actual class'
        : 'in % of the predicted class';
  return `Actual against predicted class of ${countInWords(rows, 'row')}, ${unit}; ${right} are right. Right: ${parts.join(', ')}.${worstInWords(classes, counts)}`;
}

function worstInWords(classes: readonly string[], counts: Float64Array): string {
  const size = classes.length;
  let worst = -1;
  for (let cell = 0; cell < counts.length; cell++) {
    if (Math.floor(cell / size) === cell % size || counts[cell] === 0) continue;
    if (worst === -1 || counts[cell]! > counts[worst]!) worst = cell;
  }
  if (worst === -1) return '';
  const [actual, predicted] = [classes[Math.floor(worst / size)], classes[worst % size]];
  return ` Most often mistaken: ${classInWords(actual ?? '')} for ${classInWords(predicted ?? '')}, ${countInWords(counts[worst]!, 'time')}.`;
}
