import { type Columns, type TextColumn, textColumn } from '../columns.ts';
import { rowsByName } from '../split/rows-by-name.ts';

/**
 * Learns the categories of text columns from training rows only. `one-hot` makes a column of 0 and 1 for each
 * category, `ordinal` one column of the category's place. Categories come by code unit, or in the order given in
 * `order`, which ordinal columns with a meaning (low, middle, high) need.
 *
 * Throws without training rows, for a column of numbers, one without a category in these rows or with more than
 * `mostCategories`, and where `order` leaves a category out.
 */
export function fitEncoder({
  columns,
  rows,
  kind,
  order = {},
  mostCategories = 1000,
}: EncoderRequest): EncoderState {
  if (rows.length === 0) throw new Error('there are no training rows to learn categories from');
  const names = Object.keys(columns);
  for (const name of Object.keys(order)) {
    if (!names.includes(name))
      throw new Error(`\`order\` names "${name}", which is not one of ${names.join(', ')}`);
  }
  return {
    schema: 'labbook.encoder/1',
    kind,
    columns: names.map((name) => {
      const found = categoriesOf(textColumn(columns, name), rows);
      if (found.length === 0) throw new Error(`column "${name}" has no category in the training rows`);
      if (found.length > mostCategories) {
        throw new Error(
          `column "${name}" has ${found.length} categories, more than ${mostCategories}; is it an identifier? ` +
            'fitTargetEncoder makes one number of many categories',
        );
      }
      const given = order[name];
      const left = given === undefined ? [] : found.filter((category) => !given.includes(category));
      if (left.length > 0) throw new Error(`\`order\` of "${name}" leaves out ${left.join(', ')}`);
      if (given !== undefined && new Set(given).size < given.length) {
        throw new Error(`\`order\` of "${name}" names a category twice`);
      }
      return { name, categories: given === undefined ? found : [...given] };
    }),
  };
}

export interface EncoderRequest {
  /** Text columns; null is missing. */
  readonly columns: Columns;
  /** Row numbers of the training rows. */
  readonly rows: ArrayLike<number>;
  readonly kind: EncoderKind;
  /** For some columns, all their categories in an order that means something. */
  readonly order?: Readonly<Record<string, readonly string[]>>;
  /** 1000 by default. */
  readonly mostCategories?: number;
}

export type EncoderKind = 'one-hot' | 'ordinal';

/** A fitted encoder as plain JSON, to be saved inside the model that was trained on what it encoded. */
export interface EncoderState {
  readonly schema: 'labbook.encoder/1';
  readonly kind: EncoderKind;
  readonly columns: readonly { readonly name: string; readonly categories: readonly string[] }[];
}

function categoriesOf(column: TextColumn, rows: ArrayLike<number>): string[] {
  return [...rowsByName(Array.from(rows, (row) => column[row] ?? null)).keys()].sort();
}
