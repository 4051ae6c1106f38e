import { type Columns, numericColumn } from '../columns.ts';
import type { ScalerState } from './fit-scaler.ts';

/**
 * The scaler's columns, scaled, in the order they were fitted in; other columns are left out. Missing values
 * stay missing; values outside the training rows' range come out outside [0, 1].
 */
export function applyScaler(state: ScalerState, features: Columns): Record<string, Float64Array> {
  return Object.fromEntries(
    state.columns.map(({ name, center, scale, offset }) => [
      name,
      Float64Array.from(numericColumn(features, name), (value) => (value - center) / scale + offset),
    ]),
  );
}
