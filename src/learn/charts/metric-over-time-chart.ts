import type { ChartDisplay } from '../../model/display.ts';
import { type LabelPair, labelCodes, requireSameLength } from '../metrics/label-codes.ts';
import { wilsonInterval } from '../uncertainty/wilson-interval.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { percentInWords } from './in-words.ts';

/**
 * Accuracy over time in stretches of about equally many dates, none of which is cut in two, with the
 * accuracy of always predicting `majority` beside it. The band is Wilson's interval with `blockLength` *dates* as
 * one trial: rows of one date rise and fall together, and labels that reach over h dates share what happens in
 * them, so that it is wide rather than flattering.
 */
export function metricOverTimeChart(
  labels: LabelPair & {
    /** Milliseconds since 1970 of each row's decision. */
    readonly date: ArrayLike<number>;
  },
  {
    majority,
    buckets,
    blockLength = 1,
    title = 'Accuracy over time',
  }: {
    /** The majority class of the training rows. */
    readonly majority: string;
    /** How many stretches; where not given, 24 or as many as have 5 dates and two block lengths each. */
    readonly buckets?: number;
    /** How many dates a label reaches over; 1 where not given. */
    readonly blockLength?: number;
    readonly title?: string;
  },
): ChartDisplay {
  const { actual, predicted, classes, date } = labels;
  requireSameLength(
    { name: 'actual', length: actual.length },
    { name: 'predicted', length: predicted.length },
  );
  requireSameLength({ name: 'actual', length: actual.length }, { name: 'date', length: date.length });
  labelCodes([...actual, ...predicted, majority], { classes, what: 'labels' });
  const dates = [...new Set(Array.from(date))].sort((a, b) => a - b);
  if (!Number.isFinite(dates[0]) || !Number.isFinite(dates.at(-1)))
    throw new Error('a date is not finite; give milliseconds since 1970');
  const fitting = Math.floor(dates.length / Math.max(5, 2 * blockLength));
  const count = Math.min(buckets ?? Math.max(1, Math.min(24, fitting)), dates.length);
  const bucketOf = new Map(dates.map((each, i) => [each, Math.floor((i * count) / dates.length)]));
  const lines = Array.from({ length: count }, () => ({
    from: Infinity,
    to: -Infinity,
    rows: 0,
    right: 0,
    majority: 0,
    dates: 0,
  }));
  for (const each of dates) lines[bucketOf.get(each)!]!.dates++;
  for (let row = 0; row < actual.length; row++) {
    const line = lines[bucketOf.get(date[row]!)!]!;
    line.from = Math.min(line.from, date[row]!);
    line.to = Math.max(line.to, date[row]!);
    line.rows++;
    if (actual[row] === predicted[row]) line.right++;
    if (actual[row] === majority) line.majority++;
  }
  const intervals = lines.map((line) => {
    const trials = Math.max(1, line.dates / blockLength);
    return wilsonInterval({ successes: (line.right / line.rows) * trials, trials });
  });
  const shares = lines.map((line) => line.right / line.rows);
  const below = lines.filter((line) => line.right < line.majority).length;
  const best = shares.indexOf(Math.max(...shares));
  const worst = shares.indexOf(Math.min(...shares));
  const when = (i: number) => dayInWords(lines[i]!.from);
  const value = { type: 'quantitative', axis: { format: '.0%' }, scale: { zero: false } } as const;
  const x = { field: 'from', type: 'temporal', title: null, axis: { labelOverlap: true } } as const;
  return chartOf({
    title,
    description: `Accuracy in ${count === 1 ? '1 stretch' : `${count} stretches`} of about ${Math.round(dates.length / count)} dates each, from ${dayInWords(dates[0]!)} to ${dayInWords(dates.at(-1)!)}, beside always predicting ${majority}, the majority of the training rows. Lowest ${percentInWords(shares[worst]!)} from ${when(worst)}, highest ${percentInWords(shares[best]!)} from ${when(best)}; below the majority's accuracy in ${below} of ${count}. Band: 95 % Wilson interval with ${blockLength === 1 ? 'each date' : `${blockLength} dates`} as one trial.`,
    columns: [
      numberColumn('from', { values: lines.map((line) => line.from), format: 'date' }),
      numberColumn('to', { values: lines.map((line) => line.to), format: 'date' }),
      numberColumn('rows', { values: lines.map((line) => line.rows), format: 'integer' }),
      numberColumn('model', { values: shares, format: 'percent' }),
      numberColumn('low', { values: intervals.map((each) => each.low), format: 'percent' }),
      numberColumn('high', { values: intervals.map((each) => each.high), format: 'percent' }),
      numberColumn('majority class', {
        values: lines.map((line) => line.majority / line.rows),
        format: 'percent',
      }),
    ],
    spec: {
      width: 520,
      height: 240,
      encoding: { x },
      layer: [
        {
          mark: { type: 'area', fillOpacity: 0.18 },
          encoding: { y: { field: 'low', title: 'accuracy', ...value }, y2: { field: 'high' } },
        },
        {
          transform: [{ fold: ['model', 'majority class'], as: ['series', 'share'] }],
          mark: { type: 'line' },
          encoding: {
            y: { field: 'share', ...value },
            color: {
              field: 'series',
              type: 'nominal',
              title: null,
              sort: null,
              legend: { orient: 'top', symbolSize: 400 },
            },
            strokeDash: { field: 'series', type: 'nominal', title: null, sort: null },
          },
        },
      ],
    },
  });
}

function dayInWords(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
