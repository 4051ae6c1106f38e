import type { TableDisplay } from '../../model/display.ts';
import { requireSameLength } from '../metrics/label-codes.ts';
import { type ProbabilisticLabels, probabilityColumns } from '../metrics/probability-columns.ts';
import type { BootstrapOptions } from '../uncertainty/bootstrap.ts';
import type { BlockOptions } from '../uncertainty/resampling-units.ts';
import { numberColumn } from './chart-of.ts';
import { subsetAccuracy } from './subset-accuracy.ts';

/** The thresholds of a coverage table where none are given. */
const THRESHOLDS = [0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * What acting only on predictions of at least a probability leaves: how many rows, and how often they are right.
 * `predicted` are the labels acted on; a row's confidence is its highest probability.
 */
export function coverageTable(
  labels: ProbabilisticLabels & { readonly predicted: readonly string[] },
  {
    thresholds = THRESHOLDS,
    title = 'Accuracy by the least probability acted on',
    ...options
  }: BootstrapOptions & BlockOptions & { readonly thresholds?: readonly number[]; readonly title?: string },
): TableDisplay {
  const { columns, rows } = probabilityColumns(labels);
  requireSameLength({ name: 'actual', length: rows }, { name: 'predicted', length: labels.predicted.length });
  const all = Array.from({ length: rows }, (_, row) => row);
  const confidence = all.map((row) => columns.reduce((most, column) => Math.max(most, column[row]!), 0));
  const lines = thresholds.map((threshold) => {
    const kept = all.filter((row) => confidence[row]! >= threshold);
    return { threshold, rows: kept.length, ...subsetAccuracy(labels, { rows: kept, options }) };
  });
  return {
    kind: 'table',
    title,
    description: `Of ${rows} rows, those whose highest probability is at least the threshold. From and to: Wilson's interval at the effective number of rows. Choose a threshold on validation rows: the best of many on test rows flatters.`,
    columns: [
      numberColumn('probability at least', {
        values: lines.map((line) => line.threshold),
        format: 'percent',
      }),
      numberColumn('rows', { values: lines.map((line) => line.rows), format: 'integer' }),
      numberColumn('coverage', { values: lines.map((line) => line.rows / rows), format: 'percent' }),
      numberColumn('accuracy', { values: lines.map((line) => line.estimate), format: 'percent' }),
      numberColumn('from', { values: lines.map((line) => line.low), format: 'percent' }),
      numberColumn('to', { values: lines.map((line) => line.high), format: 'percent' }),
      numberColumn('effective rows', {
        values: lines.map((line) => Math.round(line.effectiveRows)),
        format: 'integer',
      }),
    ],
  };
}
