import { type NumericColumn, requireNumbers } from '../columns.ts';
import type { ForestModel } from './forest-model.ts';

/**
 * The model's feature columns in blocks of rows, in the order that its trees number them; the memory of a
 * block is used again for the next. Throws where a column is absent, is text, or differs in length.
 */
export function* rowBlocks(
  model: ForestModel,
  features: Readonly<Record<string, NumericColumn>>,
): Generator<RowBlock> {
  const columns = featureColumns(model.features, features);
  const total = columns[0]?.length ?? 0;
  const featureCount = columns.length;
  const most = Math.max(1, Math.min(MOST_ROWS, total, Math.floor(MOST_NUMBERS / featureCount)));
  const values = new Float64Array(most * featureCount);
  for (let firstRow = 0; firstRow < total; firstRow += most) {
    const rows = Math.min(most, total - firstRow);
    let hasMissing = false;
    for (let f = 0; f < featureCount; f++) {
      const column = columns[f]!;
      for (let r = 0; r < rows; r++) {
        const value = column[firstRow + r]!;
        values[r * featureCount + f] = value;
        if (Number.isNaN(value)) hasMissing = true;
      }
    }
    yield { values, featureCount, firstRow, rows, hasMissing };
  }
}

/** The named columns, in that order; throws where one is absent, no column of numbers, or differs in length. */
export function featureColumns(
  names: readonly string[],
  features: Readonly<Record<string, NumericColumn>>,
): NumericColumn[] {
  const columns = names.map((name) => {
    const column = features[name];
    if (column === undefined) throw new Error(`the model needs the feature "${name}", which is not there`);
    return requireNumbers(column, `feature "${name}"`);
  });
  const rows = columns[0]?.length ?? 0;
  columns.forEach((column, f) => {
    if (column.length !== rows) {
      throw new Error(`feature "${names[f]}" has ${column.length} rows, "${names[0]}" has ${rows}`);
    }
  });
  return columns;
}

/** Rows of a table, one after the other: row r has its features at r × featureCount. */
export interface RowBlock {
  readonly values: Float64Array;
  readonly featureCount: number;
  readonly firstRow: number;
  readonly rows: number;
  /** Whether any value is NaN. */
  readonly hasMissing: boolean;
}

/** With fewer rows a block, trees are fetched from memory too often; with more, nothing is gained. */
const MOST_ROWS = 8192;
const MOST_NUMBERS = 2 ** 20;
