import type { NumericColumn, TextColumn } from '../columns.ts';
import { foldsOf } from '../split/cross-validate.ts';
import { kFold } from '../split/k-fold.ts';

/**
 * Makes one number of a column of many categories: the mean target of the category's training rows, drawn towards
 * the mean of all by `smoothing` rows' worth (Micci-Barreca, 2001). A training row must not see its own target:
 * `values` are cross-fitted, each row's from the folds that it is not in (as scikit-learn's TargetEncoder), and
 * rows outside training get them from all training rows. Where rows follow each other in time, also a cross-fit
 * knows the future; fit on the past alone there.
 *
 * Throws without training rows, and for a target that is not a finite number in them.
 */
export function fitTargetEncoder(request: TargetEncoderRequest): {
  readonly state: TargetEncoderState;
  readonly values: Float64Array;
} {
  const { column, target, folds = 5, seed } = request;
  const rows = Int32Array.from(request.rows);
  if (column.length !== target.length) {
    throw new Error(`the column has ${column.length} rows, the target has ${target.length}`);
  }
  const bad = rows.find((row) => !Number.isFinite(target[row]));
  if (bad !== undefined) throw new Error(`the target of training row ${bad} is ${target[bad]}`);
  const state = meansOf(request, rows);
  const values = applyTargetEncoder(state, column);
  for (const { train, test } of foldsOf(kFold({ folds, rows: rows.length, seed }))) {
    const outside = meansOf(
      request,
      train.map((place) => rows[place]!),
    );
    const own = test.map((place) => rows[place]!);
    const encoded = applyTargetEncoder(
      outside,
      Array.from(own, (row) => column[row] ?? null),
    );
    own.forEach((row, i) => {
      values[row] = encoded[i]!;
    });
  }
  return { state, values };
}

/** The encoder's number for each row; a missing or unknown category has the mean of all training rows. */
export function applyTargetEncoder(state: TargetEncoderState, column: TextColumn): Float64Array {
  const numberOf = new Map(state.values);
  return Float64Array.from(column, (name) => (name === null ? undefined : numberOf.get(name)) ?? state.prior);
}

export interface TargetEncoderRequest {
  readonly column: TextColumn;
  /** The number to predict, or 1 and 0 for a class and the others. */
  readonly target: NumericColumn;
  /** Row numbers of the training rows. */
  readonly rows: ArrayLike<number>;
  readonly seed: number;
  /** 5 by default. */
  readonly folds?: number;
  /** How many rows the mean of all is worth; 10 by default. */
  readonly smoothing?: number;
}

/** A fitted target encoder as plain JSON. */
export interface TargetEncoderState {
  readonly schema: 'labbook.target-encoder/1';
  /** The mean target of all training rows. */
  readonly prior: number;
  /** Each category's number, by code unit of the category. */
  readonly values: readonly (readonly [category: string, value: number])[];
}

function meansOf(
  { column, target, smoothing = 10 }: TargetEncoderRequest,
  rows: Int32Array,
): TargetEncoderState {
  if (rows.length === 0) throw new Error('there are no training rows to learn from');
  if (!(smoothing >= 0)) throw new Error(`\`smoothing\` must be a number from 0; it is ${smoothing}`);
  const sums = new Map<string, { sum: number; n: number }>();
  let total = 0;
  for (const row of rows) {
    total += target[row]!;
    const name = column[row] ?? null;
    if (name === null) continue;
    const { sum, n } = sums.get(name) ?? { sum: 0, n: 0 };
    sums.set(name, { sum: sum + target[row]!, n: n + 1 });
  }
  const prior = total / rows.length;
  const values = [...sums.keys()].sort().map((name) => {
    const { sum, n } = sums.get(name)!;
    return [name, (sum + smoothing * prior) / (n + smoothing)] as const;
  });
  return { schema: 'labbook.target-encoder/1', prior, values };
}
