import type { ChartDisplay, Display, TableDisplay } from '../../model/display.ts';
import type { NumberPair } from '../metrics/regression-errors.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { countInWords, numberInWords } from './in-words.ts';

/** Points that a chart of rows draws: what the eye can tell, and a page can hold. */
const MOST_ROWS = 1000;

/** What a reader needs of a regression's test rows: the two charts, and the errors by how large the truth is. */
export function regressionDisplays(
  pair: NumberPair,
  { unit }: { readonly unit?: string } = {},
): readonly Display[] {
  const of = unit === undefined ? {} : { unit };
  return [predictedActualChart(pair, of), residualChart(pair, of), errorsByTruth(pair)];
}

/** Each row as a point, the truth across and the prediction upwards; on the diagonal both agree. */
export function predictedActualChart(
  pair: NumberPair,
  { title = 'Predicted against actual', unit }: { readonly title?: string; readonly unit?: string } = {},
): ChartDisplay {
  const { rows, actual, predicted } = drawnRows(pair);
  const all = [...pair.actual, ...pair.predicted];
  const ends = [minimum(all), maximum(all)];
  const scale = { domain: ends, zero: false, nice: true };
  const axis = (name: string) => ({
    field: name,
    type: 'quantitative' as const,
    title: withUnit(name, unit),
    scale,
    axis: { tickCount: 5 },
  });
  const over = Array.from(pair.predicted, (value, row) => value - (pair.actual[row] ?? Number.NaN));
  const above = over.filter((value) => value > 0).length;
  return chartOf({
    title,
    description: `The prediction of each of ${countInWords(pair.actual.length, 'row')} against the truth, ${numberInWords(ends[0] ?? Number.NaN)} to ${numberInWords(ends[1] ?? Number.NaN)}; on the dashed diagonal both agree. ${above} lie above it, ${over.length - above} on it or beneath.${rows.note}`,
    columns: [numberColumn('actual', { values: actual }), numberColumn('predicted', { values: predicted })],
    spec: {
      width: 360,
      height: 360,
      layer: [
        {
          data: { values: ends.map((at) => ({ at: at ?? 0 })) },
          mark: { type: 'line', color: 'gray', strokeWidth: 1, strokeDash: [4, 3] },
          encoding: { x: { field: 'at', type: 'quantitative' }, y: { field: 'at', type: 'quantitative' } },
        },
        {
          mark: { type: 'point', opacity: 0.5, size: 22 },
          encoding: { x: axis('actual'), y: axis('predicted') },
        },
      ],
    },
  });
}

/** Each row's error, prediction less truth, by the prediction; around 0 everywhere where nothing is left to learn. */
export function residualChart(
  pair: NumberPair,
  { title = 'Errors by prediction', unit }: { readonly title?: string; readonly unit?: string } = {},
): ChartDisplay {
  const { rows, actual, predicted } = drawnRows(pair);
  const error = predicted.map((value, row) => value - (actual[row] ?? Number.NaN));
  const all = Array.from(pair.predicted, (value, row) => value - (pair.actual[row] ?? Number.NaN)).sort(
    (a, b) => a - b,
  );
  const at = (share: number) => numberInWords(all[Math.round(share * (all.length - 1))] ?? Number.NaN);
  return chartOf({
    title,
    description: `Prediction less truth of each of ${countInWords(all.length, 'row')}, by the prediction; the dashed level is no error. Half of the errors lie between ${at(0.25)} and ${at(0.75)}, all between ${at(0)} and ${at(1)}.${rows.note}`,
    columns: [numberColumn('predicted', { values: predicted }), numberColumn('error', { values: error })],
    spec: {
      width: 500,
      height: 240,
      layer: [
        {
          data: { values: [{ level: 0 }] },
          mark: { type: 'rule', color: 'gray', strokeDash: [4, 3] },
          encoding: { y: { field: 'level', type: 'quantitative' } },
        },
        {
          mark: { type: 'point', opacity: 0.5, size: 22 },
          encoding: {
            x: {
              field: 'predicted',
              type: 'quantitative',
              title: withUnit('predicted', unit),
              scale: { zero: false },
              axis: { tickCount: 5 },
            },
            y: { field: 'error', type: 'quantitative', title: withUnit('predicted − actual', unit) },
          },
        },
      ],
    },
  });
}

/** Mean error and mean absolute error in fifths of the rows, by the truth. */
function errorsByTruth({ actual, predicted }: NumberPair): TableDisplay {
  const order = Array.from(actual, (_, row) => row).sort((a, b) => (actual[a] ?? 0) - (actual[b] ?? 0));
  const parts = Math.min(5, order.length);
  const fifths = Array.from({ length: parts }, (_, part) =>
    order.slice(Math.floor((part * order.length) / parts), Math.floor(((part + 1) * order.length) / parts)),
  );
  const mean = (rows: readonly number[], of: (row: number) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const error = (row: number) => (predicted[row] ?? 0) - (actual[row] ?? 0);
  const column = (name: string, of: (rows: readonly number[]) => number) =>
    numberColumn(name, { values: fifths.map(of) });
  return {
    kind: 'table',
    title: 'Errors by the size of the truth',
    description:
      'Fifths of the rows, from the smallest truth to the largest. A mean error far from 0 leans one way.',
    columns: [
      column('truth from', (rows) => actual[rows[0] ?? 0] ?? Number.NaN),
      column('to', (rows) => actual[rows.at(-1) ?? 0] ?? Number.NaN),
      numberColumn('rows', { values: fifths.map(({ length }) => length), format: 'integer' }),
      column('mean error', (rows) => mean(rows, error)),
      column('mean absolute error', (rows) => mean(rows, (row) => Math.abs(error(row)))),
    ],
  };
}

/** All rows, or as many at equal steps of their order. */
function drawnRows({ actual, predicted }: NumberPair): {
  readonly rows: { readonly note: string };
  readonly actual: readonly number[];
  readonly predicted: readonly number[];
} {
  const count = actual.length;
  const drawn = Math.min(count, MOST_ROWS);
  const rows = Array.from({ length: drawn }, (_, i) => Math.floor((i * count) / drawn));
  const pick = (values: ArrayLike<number>) => rows.map((row) => values[row] ?? Number.NaN);
  const note = drawn < count ? ` Drawn are ${drawn} rows at equal steps; every number is of all.` : '';
  return { rows: { note }, actual: pick(actual), predicted: pick(predicted) };
}

function withUnit(name: string, unit: string | undefined): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
