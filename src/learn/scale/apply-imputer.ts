import { type Columns, numericColumn } from '../columns.ts';
import type { ImputerState } from './fit-imputer.ts';

/** The imputer's columns with missing values filled in, in the order they were fitted in. */
export function applyImputer(state: ImputerState, features: Columns): Record<string, Float64Array> {
  return Object.fromEntries(
    state.columns.map(({ name, value }) => [
      name,
      Float64Array.from(numericColumn(features, name), (found) => (Number.isNaN(found) ? value : found)),
    ]),
  );
}
