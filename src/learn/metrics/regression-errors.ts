import { type NumericColumn, requireNumbers } from '../columns.ts';
import { requireSameLength } from './label-codes.ts';

/** What was true and what was predicted, a finite number a row. */
export interface NumberPair {
  readonly actual: NumericColumn;
  readonly predicted: NumericColumn;
}

/**
 * predicted − actual, a row each. Throws on unequal lengths, no rows, or a value that is not finite, naming
 * its row.
 */
export function regressionErrors({ actual, predicted }: NumberPair): Float64Array {
  requireSameLength(
    { name: 'actual', length: actual.length },
    { name: 'predicted', length: predicted.length },
  );
  requireNumbers(actual, 'actual');
  requireNumbers(predicted, 'predicted');
  if (actual.length === 0) throw new Error('actual has no rows; a metric of nothing is not defined');
  const errors = new Float64Array(actual.length);
  for (let row = 0; row < errors.length; row++) {
    requireFinite('actual', { row, value: actual[row]! });
    requireFinite('predicted', { row, value: predicted[row]! });
    errors[row] = predicted[row]! - actual[row]!;
  }
  return errors;
}

function requireFinite(name: string, { row, value }: { readonly row: number; readonly value: number }): void {
  if (!Number.isFinite(value)) throw new Error(`${name} is ${value} at row ${row}; it must be finite`);
}
