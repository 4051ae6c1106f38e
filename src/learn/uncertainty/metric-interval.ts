import { accuracy } from '../metrics/accuracy.ts';
import { type Confusion, confusionMatrix } from '../metrics/confusion-matrix.ts';
import { type LabelPair, pairCodes } from '../metrics/label-codes.ts';
import { type BootstrapInterval, type BootstrapOptions, bootstrapAll } from './bootstrap.ts';
import { independentShare, leastConfusion } from './perfect-score.ts';
import { type BlockOptions, type ResamplingUnits, resamplingUnits } from './resampling-units.ts';
import { type UnitSums, unitCounts, weightedSums } from './unit-sums.ts';

/** A metric of labels, as a function of the confusion matrix: `accuracy`, `(c) => precisionRecallF1(c).macro.f1`. */
export type ConfusionMetric = (confusion: Confusion) => number;

/**
 * The percentile bootstrap interval of any metric of labels; by date where `blocks` are given, which is what
 * overlapping labels need. The confusion counts of each block are made once, so that 2,000 draws of 500 dates
 * take milliseconds, whatever the rows. Where every draw gave the same number because every row is right, the interval
 * goes to what the metric would be with as many mistakes as the rows of each class could hide: see `leastConfusion`.
 * Of a metric other than accuracy it is doubted where a class has under ten rows.
 */
export function metricInterval(
  labels: LabelPair,
  { metric, ...options }: BootstrapOptions & BlockOptions & { readonly metric: ConfusionMetric },
): BootstrapInterval {
  return metricIntervals(labels, { ...options, metrics: { metric } }).metric;
}

/** As `metricInterval`, for several metrics of the same draws: an interval each, by name. */
export function metricIntervals<Name extends string>(
  labels: LabelPair,
  options: BootstrapOptions & BlockOptions & { readonly metrics: Readonly<Record<Name, ConfusionMetric>> },
): Readonly<Record<Name, BootstrapInterval>> {
  const units = resamplingUnits(labels.actual.length, options);
  const names = Object.keys(options.metrics) as Name[];
  const drawn = drawnConfusion(unitConfusions(labels, units), labels.classes);
  const statistics = (timesDrawn: Uint32Array) => {
    const confusion = drawn(timesDrawn);
    return names.map((name) => options.metrics[name](confusion));
  };
  const isRare = hasRareClass(labels.actual, labels.classes);
  const intervals = bootstrapAll({ units, statistics }, options).map((drawnInterval, i) => {
    const isDoubted = isRare && options.metrics[names[i]!] !== accuracy;
    const interval: BootstrapInterval = isDoubted ? { ...drawnInterval, doubt: 'rare-class' } : drawnInterval;
    if (!interval.isDegenerate) return interval;
    const share = independentShare(interval, labels.actual.length);
    const least = leastConfusion(confusionMatrix(labels), { share, level: interval.level });
    const bound = least === null ? Number.NaN : options.metrics[names[i]!](least);
    if (!Number.isFinite(bound)) return interval;
    const { estimate } = interval;
    return { ...interval, low: Math.min(estimate, bound), high: Math.max(estimate, bound) };
  });
  return Object.fromEntries(names.map((name, i) => [name, intervals[i]])) as Record<Name, BootstrapInterval>;
}

/** Rows that a class needs for intervals of scores that weigh classes alike: `bench/coverage` tells what fewer do. */
const fewestOfClass = 10;

/** Whether one of these classes has too few rows. */
export function hasRareClass(actual: readonly string[], classes: readonly string[]): boolean {
  const counts = new Map(classes.map((name) => [name, 0]));
  for (const name of actual) {
    const count = counts.get(name);
    if (count !== undefined) counts.set(name, count + 1);
  }
  return [...counts.values()].some((count) => count < fewestOfClass);
}

/** The confusion counts of each unit; throws as `confusionMatrix` does. */
export function unitConfusions(labels: LabelPair, units: ResamplingUnits): UnitSums {
  const size = labels.classes.length;
  const { actual, predicted } = pairCodes(labels);
  const cellOf = (row: number) => actual[row]! * size + predicted[row]!;
  return unitCounts(units, { width: size * size, cellOf });
}

/** The confusion matrix of a draw of units; its counts are overwritten by the next draw. */
export function drawnConfusion(
  perUnit: UnitSums,
  classes: readonly string[],
): (timesDrawn: Uint32Array) => Confusion {
  const counts = new Float64Array(perUnit.width);
  return (timesDrawn) => {
    weightedSums(perUnit, { timesDrawn, total: counts });
    let rows = 0;
    for (const count of counts) rows += count;
    return { classes, counts, rows };
  };
}
