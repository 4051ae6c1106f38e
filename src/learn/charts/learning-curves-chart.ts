import type { ChartDisplay } from '../../model/display.ts';
import { requireSameLength } from '../metrics/label-codes.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { numberInWords } from './in-words.ts';
import { thinned, thinnedInWords } from './thinned.ts';

/** A number an epoch (the first epoch is 1), on training and, where there are any, on validation rows. */
export interface LearningCurves {
  readonly train: ArrayLike<number>;
  readonly validation?: ArrayLike<number>;
}

/** Epochs drawn at most. */
const MOST_EPOCHS = 500;

/**
 * How a metric went from epoch to epoch in training and validation; an upright line stands at the epoch whose
 * weights were kept, where that is given.
 */
export function learningCurvesChart(
  curves: LearningCurves,
  {
    metric = 'loss',
    bestEpoch,
    title = `Learning curves: ${metric}`,
  }: { readonly metric?: string; readonly bestEpoch?: number; readonly title?: string } = {},
): ChartDisplay {
  const { train, validation } = curves;
  if (train.length === 0) throw new Error('there are no epochs to draw');
  if (validation !== undefined) {
    requireSameLength(
      { name: 'train', length: train.length },
      { name: 'validation', length: validation.length },
    );
  }
  const drawn = thinned(train.length, { most: MOST_EPOCHS });
  const parts = [
    ['training', train],
    ...(validation === undefined ? [] : [['validation', validation] as const]),
  ] as const;
  const rows = parts.flatMap(([part, values]) =>
    Array.from(drawn, (i) => ({ part, epoch: i + 1, value: values[i]! })),
  );
  const last = parts.map(
    ([part, values]) =>
      `${part} from ${numberInWords(values[0]!)} to ${numberInWords(values[values.length - 1]!)}`,
  );
  const kept =
    bestEpoch === undefined
      ? ''
      : ` The weights of epoch ${bestEpoch} were kept${validation === undefined ? '' : `, at a validation ${metric} of ${numberInWords(validation[bestEpoch - 1] ?? Number.NaN)}`}.`;
  return chartOf({
    title,
    description: `${metric} over ${train.length} epochs: ${last.join(', ')}.${kept}${thinnedInWords(train.length, { most: MOST_EPOCHS, noun: 'epochs' })}`,
    columns: [
      { name: 'part', values: rows.map((row) => row.part), format: 'text' },
      numberColumn('epoch', { values: rows.map((row) => row.epoch), format: 'integer' }),
      numberColumn('value', { values: rows.map((row) => row.value) }),
    ],
    spec: {
      width: 480,
      height: 240,
      layer: [
        ...(bestEpoch === undefined
          ? []
          : [
              {
                data: { values: [{ best: bestEpoch }] },
                mark: { type: 'rule', strokeDash: [4, 4] },
                encoding: { x: { field: 'best', type: 'quantitative' } },
              },
            ]),
        {
          mark: { type: 'line', ...(train.length === 1 ? { point: true } : {}) },
          encoding: {
            x: {
              field: 'epoch',
              type: 'quantitative',
              title: 'epoch',
              axis: { tickMinStep: 1 },
              scale: { zero: false, nice: false },
            },
            y: { field: 'value', type: 'quantitative', title: metric, scale: { zero: false } },
            color: {
              field: 'part',
              type: 'nominal',
              title: null,
              sort: null,
              legend: { orient: 'top', symbolSize: 400 },
            },
            strokeDash: { field: 'part', type: 'nominal', title: null, sort: null },
          },
        },
      ],
    },
  });
}
