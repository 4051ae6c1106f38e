import type { ChartDisplay } from '../../model/display.ts';
import { type ProbabilisticLabels, probabilityColumns } from '../metrics/probability-columns.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { classInWords, countInWords, percentInWords } from './in-words.ts';

/**
 * How the probability of each class is spread over the rows that are of it and the rows that are not: a panel a
 * class, in `bins` bins of equal width. Each group's shares sum to 1, so that rare classes can be read too.
 */
export function scoreDistributionChart(
  labels: ProbabilisticLabels,
  {
    bins = 20,
    title = 'Probability of each class, in rows of it and in others',
  }: { readonly bins?: number; readonly title?: string } = {},
): ChartDisplay {
  if (!Number.isInteger(bins) || bins < 1)
    throw new Error(`the number of bins is ${bins}; it must be a positive integer`);
  const { codes, columns, rows } = probabilityColumns(labels);
  const lines: { class: string; group: string; from: number; to: number; rows: number; share: number }[] = [];
  const means: string[] = [];
  for (const [c, name] of labels.classes.entries()) {
    const counts = { of: new Float64Array(bins), others: new Float64Array(bins) };
    const totals = { of: 0, others: 0 };
    const sums = { of: 0, others: 0 };
    for (let row = 0; row < rows; row++) {
      const group = codes[row] === c ? 'of' : 'others';
      const probability = columns[c]![row]!;
      const bin = Math.min(Math.floor(probability * bins), bins - 1);
      counts[group][bin] = counts[group][bin]! + 1;
      totals[group]++;
      sums[group] += probability;
    }
    for (const group of ['of', 'others'] as const) {
      for (let bin = 0; bin < bins; bin++) {
        const count = counts[group][bin]!;
        const share = totals[group] === 0 ? 0 : count / totals[group];
        const words = group === 'of' ? 'rows of the class' : 'other rows';
        lines.push({ class: name, group: words, from: bin / bins, to: (bin + 1) / bins, rows: count, share });
      }
    }
    means.push(
      `${classInWords(name)}: on average ${percentInWords(sums.of / totals.of)} in its ${countInWords(totals.of, 'row')}, ${percentInWords(sums.others / totals.others)} in others`,
    );
  }
  return chartOf({
    title,
    description: `Share of rows by the probability given to the class, in ${bins} bins, for rows of the class and for others; the further apart, the better told. ${means.join('; ')}.`,
    columns: [
      { name: 'class', values: lines.map((line) => line.class), format: 'text' },
      { name: 'group', values: lines.map((line) => line.group), format: 'text' },
      numberColumn('from', { values: lines.map((line) => line.from) }),
      numberColumn('to', { values: lines.map((line) => line.to) }),
      numberColumn('rows', { values: lines.map((line) => line.rows), format: 'integer' }),
      numberColumn('share', { values: lines.map((line) => line.share), format: 'percent' }),
    ],
    spec: {
      facet: { row: { field: 'class', type: 'nominal', title: null, sort: [...labels.classes] } },
      spacing: 14,
      spec: {
        width: 420,
        height: 90,
        mark: { type: 'bar', fillOpacity: 0.45, strokeWidth: 1 },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            bin: { binned: true },
            title: 'probability of the class',
            scale: { domain: [0, 1] },
          },
          x2: { field: 'to' },
          y: {
            field: 'share',
            type: 'quantitative',
            stack: null,
            title: 'share of rows',
            axis: { format: '.0%', tickCount: 3 },
          },
          color: { field: 'group', type: 'nominal', title: null, sort: null, legend: { orient: 'top' } },
          stroke: { field: 'group', type: 'nominal', title: null, sort: null },
        },
      },
    },
  });
}
