import {
  assertNoLeakage,
  type Columns,
  completeTextColumn,
  numericColumn,
  takeRows,
  textColumn,
  type UsedPart,
} from 'labbook/learn';
import { featureNames } from './feature-names.ts';

/** The rows of one part of the split, column by column. */
export interface LabelledRows {
  readonly features: Record<string, Float64Array>;
  readonly labels: readonly string[];
  readonly symbol: readonly string[];
  /** When each row decides, and from when to when its label was made; epoch milliseconds. */
  readonly at: Float64Array;
  readonly t0: Float64Array;
  readonly t1: Float64Array;
  /** Row numbers in the features table. */
  readonly rows: readonly number[];
}

/** Features, labels and split: tables of the same rows in the same order. */
export interface ExampleTables {
  readonly features: Columns;
  readonly labels: Columns;
  readonly split: Columns;
}

/**
 * The rows of `part`, or of several. Whoever learns or scores gets its rows here, and nobody before two things are proved: that
 * the tables have the same rows in the same order, by their keys, and that nothing leaks, by the intervals of
 * the labels and by when each feature became known. Throws otherwise.
 */
export function labelledRows(tables: ExampleTables, ...wanted: readonly UsedPart[]): LabelledRows {
  const { features, labels, split } = tables;
  refuseOtherRows(tables);
  const parts = textColumn(split, 'part');
  const t0 = numericColumn(labels, 't0');
  const t1 = numericColumn(labels, 't1');
  assertNoLeakage({ part: parts, t0, t1, availableAt: numericColumn(features, 'available_at') });
  const rows: number[] = [];
  for (const [row, name] of parts.entries()) if (wanted.some((part) => part === name)) rows.push(row);
  const chosen = takeRows(features, rows);
  const times = takeRows({ t0, t1 }, rows);
  return {
    features: Object.fromEntries(
      featureNames.map((name) => [name, Float64Array.from(numericColumn(chosen, name))]),
    ),
    labels: completeTextColumn(takeRows({ label: textColumn(labels, 'label') }, rows), 'label'),
    symbol: completeTextColumn(chosen, 'symbol'),
    at: Float64Array.from(numericColumn(chosen, 'ts')),
    t0: Float64Array.from(numericColumn(times, 't0')),
    t1: Float64Array.from(numericColumn(times, 't1')),
    rows,
  };
}

function refuseOtherRows({ features, labels, split }: ExampleTables): void {
  for (const key of ['symbol', 'ts']) {
    for (const [name, table] of Object.entries({ labels, split })) {
      const [here, there] = [features[key], table[key]];
      if (here?.length !== there?.length || here?.some((value, row) => value !== there?.[row])) {
        throw new Error(`the ${name} table does not have the rows of the features table in its order`);
      }
    }
  }
}
