import type { TableDisplay } from '../../model/display.ts';
import { accuracy } from '../metrics/accuracy.ts';
import { type LabelPair, requireSameLength } from '../metrics/label-codes.ts';
import type { BootstrapOptions } from '../uncertainty/bootstrap.ts';
import type { BlockOptions } from '../uncertainty/resampling-units.ts';
import { numberColumn } from './chart-of.ts';
import { subsetAccuracy } from './subset-accuracy.ts';

/**
 * The parts of the rows where the accuracy is lowest: each column of `segments` parts the rows by its values
 * (`{symbol: […], volatility: ['low', 'high', …]}`). Segments of fewer than `leastRows` rows are left out, and
 * counted in the description; a missing value (null) is a segment of its own.
 */
export function segmentsTable(
  labels: LabelPair & { readonly segments: Readonly<Record<string, readonly (string | null)[]>> },
  {
    leastRows = 30,
    most = 10,
    title = 'Where the model is worst',
    ...options
  }: BootstrapOptions &
    BlockOptions & { readonly leastRows?: number; readonly most?: number; readonly title?: string },
): TableDisplay {
  const overall = accuracy(labels);
  const all = Object.entries(labels.segments).flatMap(([column, values]) => {
    requireSameLength(
      { name: 'actual', length: labels.actual.length },
      { name: `segments.${column}`, length: values.length },
    );
    return segmentsOf(values).map(([value, rows]) => ({ column, value, rows }));
  });
  const isRight = labels.actual.map((label, row) => label === labels.predicted[row]);
  const kept = all
    .filter((segment) => segment.rows.length >= leastRows)
    .map((segment) => ({
      ...segment,
      share: segment.rows.filter((row) => isRight[row]).length / segment.rows.length,
    }))
    .sort((a, b) => a.share - b.share || b.rows.length - a.rows.length);
  const lines = kept
    .slice(0, most)
    .map((segment) => ({ ...segment, ...subsetAccuracy(labels, { rows: segment.rows, options }) }));
  const small = all.length - kept.length;
  return {
    kind: 'table',
    title,
    description: `The ${lines.length} lowest of ${kept.length} segments of at least ${leastRows} rows${small === 0 ? '' : ` (${small} smaller ones are left out)`}, beside ${(overall * 100).toFixed(1)} % on all rows. From and to: Wilson's interval at the effective number of rows, of one segment at a time: the lowest of many is low by chance too.`,
    columns: [
      { name: 'segment', values: lines.map((line) => line.column), format: 'text' },
      { name: 'value', values: lines.map((line) => line.value), format: 'text' },
      numberColumn('rows', { values: lines.map((line) => line.rows.length), format: 'integer' }),
      numberColumn('accuracy', { values: lines.map((line) => line.estimate), format: 'percent' }),
      numberColumn('from', { values: lines.map((line) => line.low), format: 'percent' }),
      numberColumn('to', { values: lines.map((line) => line.high), format: 'percent' }),
      numberColumn('against all rows', {
        values: lines.map((line) => line.estimate - overall),
        format: 'percent',
      }),
    ],
  };
}

function segmentsOf(values: readonly (string | null)[]): readonly (readonly [string, readonly number[]])[] {
  const rowsOf = new Map<string | null, number[]>();
  for (const [row, value] of values.entries()) {
    const rows = rowsOf.get(value);
    if (rows === undefined) rowsOf.set(value, [row]);
    else rows.push(row);
  }
  return Array.from(rowsOf, ([value, rows]) => [value ?? '(missing)', rows] as const);
}
