import type { Metric } from '../model/metric.ts';
import { formatDecimals, formatNumber } from './format-value.ts';

/** How the numbers of a metric are shown, and how far they may be off. */
export interface MetricLook extends Pick<Metric, 'unit' | 'digits' | 'format'> {
  /** Half of an interval's width: digits go down to its second one. */
  readonly error?: number;
}

/**
 * A number of a metric. As its stage said, where it did; else a count as one, and other numbers to 4 decimals (2 of
 * a hundred and more), or as many as their error needs. Without its unit: see `withUnit`.
 */
export function formatMetric(value: number, look: MetricLook = {}): string {
  const { digits, format, error } = look;
  if (format === 'percent') {
    const decimals = digits ?? Math.max(1, errorDigits((error ?? 0) * 100));
    return `${formatDecimals(value * 100, decimals)} %`;
  }
  if (digits !== undefined) return formatDecimals(value, digits);
  if (format !== undefined) return formatNumber(value, format);
  if (error === undefined && Number.isInteger(value) && Math.abs(value) > 1) {
    return formatNumber(value, 'integer');
  }
  return formatDecimals(value, Math.max(Math.abs(value) < 100 ? 4 : 2, errorDigits(error ?? 0)));
}

/** The number and its unit, for where it stands alone. */
export function withUnit(text: string, { unit }: MetricLook): string {
  return unit === undefined ? text : `${text} ${unit}`;
}

/** A metric's name in a table, whose cells hold bare numbers: `mae (EUR)`. */
export function nameWithUnit(name: string, look: MetricLook | null | undefined): string {
  return look?.unit === undefined ? name : `${name} (${look.unit})`;
}

/** How a metric's own value, interval and baseline are shown: all to the same digits. */
export function metricLook(metric: Metric): MetricLook {
  const { unit, digits, format, interval } = metric;
  return {
    ...(unit !== undefined && { unit }),
    ...(digits !== undefined && { digits }),
    ...(format !== undefined && { format }),
    ...(interval !== undefined && interval[1] > interval[0] && { error: (interval[1] - interval[0]) / 2 }),
  };
}

/** `0.57 to 0.65`, or null without an interval. One without any width says nothing, and that is said. */
export function metricInterval(metric: Metric): string | null {
  if (metric.interval === undefined) return null;
  if (metric.interval[0] === metric.interval[1]) return 'not known: every draw was alike';
  const look = metricLook(metric);
  const ends = metric.interval.map((end) => formatMetric(end, look)).join(' to ');
  return metric.doubt === undefined ? ends : `${ends}, not to be trusted: a class has under ten rows`;
}

/** Decimals to the second digit of an error, at most 8; 0 where none is known. */
function errorDigits(error: number): number {
  if (!(error > 0 && Number.isFinite(error))) return 0;
  return Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(error))));
}
