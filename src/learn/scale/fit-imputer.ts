import { type Columns, numericColumn, rowCount } from '../columns.ts';
import { mean } from './mean.ts';
import { quantile } from './quantile.ts';
import { trainingValues } from './training-values.ts';

/**
 * Fits an imputer on training rows only. Throws as `fitScaler` does, and where `constant` comes without a finite
 * `value`. To carry the last value forward, `forwardFill` needs no fitting.
 */
export function fitImputer(options: {
  features: Columns;
  /** Row numbers of the training rows. */
  rows: ArrayLike<number>;
  kind: ImputerKind;
  /** What `constant` fills in. */
  value?: number;
}): ImputerState {
  const { features, rows, kind, value } = options;
  rowCount(features);
  if (kind === 'constant' ? !Number.isFinite(value) : value !== undefined) {
    throw new Error(
      `\`value\` goes with the kind "constant", as a finite number; it is ${value} for "${kind}"`,
    );
  }
  const columns = Object.keys(features).map((name) => {
    const column = numericColumn(features, name);
    if (value !== undefined) return { name, value };
    const values = trainingValues(column, { name, rows });
    return { name, value: kind === 'mean' ? mean(values) : quantile(values.slice().sort(), 0.5) };
  });
  return { schema: 'labbook.imputer/1', kind, columns };
}

/** What stands in for a missing value: the training rows' mean or median, or one number. */
export type ImputerKind = 'mean' | 'median' | 'constant';

/** A fitted imputer as plain JSON, saved inside the model beside its scaler. */
export interface ImputerState {
  readonly schema: 'labbook.imputer/1';
  readonly kind: ImputerKind;
  readonly columns: readonly { readonly name: string; readonly value: number }[];
}
