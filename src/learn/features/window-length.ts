import { wholeNumber } from './whole-number.ts';

/**
 * The rows of a trailing window, checked. One longer than the table, which no row fills, is taken as one row
 * longer: the answers are the same, and the memory for a window is never more than that for a column.
 */
export function windowLength(window: number, { rows, least = 1 }: { rows: number; least?: number }): number {
  return Math.min(wholeNumber(window, { name: 'window', least }), Math.max(rows + 1, least));
}
