import { type Columns, numericColumn, rowCount } from '../columns.ts';
import { mean } from './mean.ts';
import { quantile } from './quantile.ts';
import { trainingValues } from './training-values.ts';

/**
 * Fits a scaler on training rows only; missing values (NaN) are left aside. A column with one value throughout
 * has scale 1, so that it becomes the offset and never a division by zero (as scikit-learn has it).
 *
 * Throws without training rows, for a column that has no value or an infinite one in them, or holds text.
 */
export function fitScaler({
  features,
  rows,
  kind,
}: {
  features: Columns;
  /** Row numbers of the training rows. */
  rows: ArrayLike<number>;
  kind: ScalerKind;
}): ScalerState {
  rowCount(features);
  const columns = Object.keys(features).map((name) => {
    const values = trainingValues(numericColumn(features, name), { name, rows });
    return { name, ...FITS[kind](values) };
  });
  return { schema: 'labbook.scaler/1', kind, columns };
}

/**
 * How columns are scaled. `min-max` maps the training rows' range to [0, 1], `min-max-symmetric` to [−1, 1],
 * `standard` to mean 0 and standard deviation 1 (divisor n), `robust` to median 0 and interquartile range 1.
 */
export type ScalerKind = 'min-max' | 'min-max-symmetric' | 'standard' | 'robust';

/**
 * A fitted scaler as plain JSON: each value x of a column becomes (x − center) / scale + offset. It is saved
 * inside the model that was trained on what it scaled.
 */
export interface ScalerState {
  readonly schema: 'labbook.scaler/1';
  readonly kind: ScalerKind;
  readonly columns: readonly ScaledColumn[];
}

export interface ScaledColumn {
  readonly name: string;
  readonly center: number;
  readonly scale: number;
  readonly offset: number;
}

type Fit = (values: Float64Array) => Omit<ScaledColumn, 'name'>;

const FITS: Readonly<Record<ScalerKind, Fit>> = {
  'min-max': (values) => ({ ...range(values), offset: 0 }),
  'min-max-symmetric': (values) => {
    const { center, scale } = range(values);
    return { center, scale: scale / 2, offset: -1 };
  },
  standard: (values) => {
    const center = mean(values);
    const deviation = Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
    // Below this a deviation is the rounding error of a constant column (scikit-learn's test).
    const n = values.length;
    const isConstant =
      deviation ** 2 <= n * Number.EPSILON * deviation ** 2 + (n * center * Number.EPSILON) ** 2;
    return { center, scale: isConstant ? 1 : deviation, offset: 0 };
  },
  robust: (values) => {
    const ordered = values.slice().sort();
    const spread = quantile(ordered, 0.75) - quantile(ordered, 0.25);
    return { center: quantile(ordered, 0.5), scale: spread === 0 ? 1 : spread, offset: 0 };
  },
};

function range(values: Float64Array): { center: number; scale: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { center: low, scale: high === low ? 1 : high - low };
}
