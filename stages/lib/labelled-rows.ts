import { type Columns, numericColumn, takeRows } from 'labbook/learn';
import { featureNames } from './feature-names.ts';

/** The rows of one part of the split: their features and their labels. */
export interface LabelledRows {
  readonly features: Record<string, Float64Array>;
  readonly labels: readonly string[];
  /** Row numbers in the features table. */
  readonly rows: readonly number[];
}

/**
 * The rows of `part`. Features, labels and split are tables of the same rows in the same order, which is
 * checked here by their keys and not believed.
 */
export function labelledRows({
  part,
  features,
  labels,
  split,
}: {
  readonly part: string;
  readonly features: Columns;
  readonly labels: Columns;
  readonly split: Columns;
}): LabelledRows {
  for (const key of ['symbol', 'ts']) {
    for (const [name, table] of Object.entries({ labels, split })) {
      const [here, there] = [features[key], table[key]];
      if (here?.length !== there?.length || here?.some((value, row) => value !== there?.[row])) {
        throw new Error(`the ${name} table does not have the rows of the features table in its order`);
      }
    }
  }
  const rows: number[] = [];
  split.part?.forEach((value, row) => {
    if (value === part) rows.push(row);
  });
  const chosen = takeRows(features, rows);
  const columns: Record<string, Float64Array> = {};
  for (const name of featureNames) columns[name] = Float64Array.from(numericColumn(chosen, name));
  return {
    features: columns,
    labels: rows.map((row) => {
      const label = labels.label?.[row];
      if (typeof label !== 'string') throw new Error(`row ${row} is in ${part} without a label`);
      return label;
    }),
    rows,
  };
}
