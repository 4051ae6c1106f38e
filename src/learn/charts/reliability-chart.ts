import type { ChartDisplay } from '../../model/display.ts';
import { calibration } from '../metrics/calibration.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import type { ReliabilityBinning } from '../metrics/reliability-bins.ts';
import { wilsonInterval } from '../uncertainty/wilson-interval.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { classInWords, countInWords, numberInWords, percentInWords } from './in-words.ts';

/**
 * How often it came true against how probable it was said to be, a point a bin with Wilson's interval, above a
 * bar for the rows in each bin. Of the most probable class of each row, or of one `class` against the rest.
 */
export function reliabilityChart(
  labels: ProbabilisticLabels,
  options: ReliabilityBinning & { readonly class?: string; readonly title?: string } = {},
): ChartDisplay {
  const { class: only } = options;
  const { top, perClass } = calibration(labels, options);
  const of = only === undefined ? top : perClass[only];
  if (of === undefined)
    throw new Error(`there is no class "${only}"; the classes are ${labels.classes.join(', ')}`);
  const { bins, ece } = of;
  const intervals = bins.map((bin) => wilsonInterval({ successes: bin.hits, trials: bin.rows }));
  const what = only === undefined ? 'the most probable class' : classInWords(only);
  const x = {
    field: 'mean probability',
    type: 'quantitative',
    title: `probability of ${what}`,
    scale: { domain: [0, 1] },
    axis: { tickCount: 5 },
  } as const;
  return chartOf({
    title: options.title ?? `Reliability of the probabilities of ${what}`,
    description: `Share of rows that came true against the mean probability promised, in ${countInWords(bins.length, 'bin')} of ${countInWords(labels.actual.length, 'row')}; on the diagonal, promise and truth agree. Expected calibration error ${numberInWords(ece)} at this binning. Upright lines: 95 % Wilson intervals that take rows as independent. In turn: ${bins.map((bin) => `promised ${percentInWords(bin.mean)}, came true ${percentInWords(bin.frequency)} (${countInWords(bin.rows, 'row')})`).join('; ')}.`,
    columns: [
      numberColumn('from', { values: bins.map((bin) => bin.from), format: 'fixed4' }),
      numberColumn('to', { values: bins.map((bin) => bin.to), format: 'fixed4' }),
      numberColumn('rows', { values: bins.map((bin) => bin.rows), format: 'integer' }),
      numberColumn('mean probability', { values: bins.map((bin) => bin.mean), format: 'fixed4' }),
      numberColumn('share that came true', { values: bins.map((bin) => bin.frequency), format: 'fixed4' }),
      numberColumn('low', { values: intervals.map((each) => each.low), format: 'fixed4' }),
      numberColumn('high', { values: intervals.map((each) => each.high), format: 'fixed4' }),
    ],
    spec: {
      spacing: 12,
      vconcat: [
        {
          width: 340,
          height: 300,
          encoding: { x: { ...x, axis: { labels: false, title: null, ticks: false, tickCount: 5 } } },
          layer: [
            {
              data: { values: [{ at: 0 }, { at: 1 }] },
              mark: { type: 'line', color: 'gray', strokeWidth: 1, strokeDash: [2, 3] },
              encoding: {
                x: { field: 'at', type: 'quantitative' },
                y: { field: 'at', type: 'quantitative' },
              },
            },
            {
              mark: { type: 'rule', strokeWidth: 1.5 },
              encoding: {
                y: {
                  field: 'low',
                  type: 'quantitative',
                  scale: { domain: [0, 1] },
                  title: 'share that came true',
                },
                y2: { field: 'high' },
              },
            },
            {
              mark: { type: 'line', point: { size: 50 } },
              encoding: { y: { field: 'share that came true', type: 'quantitative' } },
            },
          ],
        },
        {
          width: 340,
          height: 70,
          mark: { type: 'bar' },
          encoding: {
            x: { ...x, field: 'from', bin: { binned: true } },
            x2: { field: 'to' },
            y: { field: 'rows', type: 'quantitative', axis: { tickCount: 3 } },
          },
        },
      ],
    },
  });
}
