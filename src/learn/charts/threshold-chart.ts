import type { ChartDisplay } from '../../model/display.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { MOST_POINTS } from './curve-layer.ts';
import { classInWords, countInWords, numberInWords, percentInWords } from './in-words.ts';
import { oneVsRestCounts } from './one-vs-rest-counts.ts';
import { thinned, thinnedInWords } from './thinned.ts';

const SCORES = ['precision', 'recall', 'F1', 'share predicted'] as const;

/**
 * What a limit on the probability of a class gives: precision, recall and F1 of it, and the share of rows beyond the
 * limit, for every limit. For a decision between two; `class` is the one that is looked for. Throws on a class that
 * no row, or every row, is of.
 */
export function thresholdChart(
  labels: ProbabilisticLabels,
  options: { readonly class: string; readonly title?: string },
): ChartDisplay {
  const { class: wanted } = options;
  const counts = oneVsRestCounts(labels).find((one) => one.class === wanted)?.counts ?? null;
  if (counts === null) throw new Error(`no row, or every row, is of the class "${wanted}"`);
  const { thresholds, truePositives, falsePositives, positives, negatives } = counts;
  const most = Math.floor(MOST_POINTS / SCORES.length);
  const places = Array.from(thinned(thresholds.length, { most }));
  const scoresAt = (i: number): readonly number[] => {
    const [hits, misses] = [truePositives[i] ?? 0, falsePositives[i] ?? 0];
    const [precision, recall] = [hits / (hits + misses), hits / positives];
    const f1 = hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return [precision, recall, f1, (hits + misses) / (positives + negatives)];
  };
  const f1At = (i: number) => scoresAt(i)[2] ?? 0;
  const best = Array.from(thresholds.keys()).reduce((found, i) => (f1At(i) > f1At(found) ? i : found), 0);
  const [precision = 0, recall = 0, f1 = 0] = scoresAt(best);
  const name = classInWords(wanted);
  const points = SCORES.flatMap((score, at) =>
    places.map((i) => ({ score, i, value: scoresAt(i)[at] ?? 0 })),
  );
  return chartOf({
    title: options.title ?? `What a limit on the probability of ${name} gives`,
    description: `Precision, recall, F1 and the share of rows predicted as ${name}, where all rows of at least that probability are, over ${countInWords(positives + negatives, 'row')}. F1 is greatest, ${numberInWords(f1)}, at ${numberInWords(thresholds[best] ?? Number.NaN)}: precision ${percentInWords(precision)}, recall ${percentInWords(recall)}. A limit that is chosen on these rows looks better on them than it is.${thinnedInWords(thresholds.length, { most, noun: 'distinct probabilities' })}`,
    columns: [
      { name: 'score', values: points.map(({ score }) => score), format: 'text' },
      numberColumn('limit', {
        values: points.map(({ i }) => thresholds[i] ?? Number.NaN),
        format: 'fixed4',
        digits: 5,
      }),
      numberColumn('value', { values: points.map(({ value }) => value), format: 'fixed4', digits: 5 }),
    ],
    spec: {
      width: 460,
      height: 260,
      mark: { type: 'line' },
      encoding: {
        x: {
          field: 'limit',
          type: 'quantitative',
          title: `least probability of ${name}`,
          scale: { domain: [0, 1] },
          axis: { tickCount: 5 },
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: { domain: [0, 1] },
          axis: { tickCount: 5 },
        },
        color: {
          field: 'score',
          type: 'nominal',
          sort: [...SCORES],
          title: null,
          legend: { orient: 'bottom' },
        },
        strokeDash: { field: 'score', type: 'nominal', sort: [...SCORES], title: null },
      },
    },
  });
}
