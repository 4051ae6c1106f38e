import { labelCodes, requireSameLength } from '../metrics/label-codes.ts';
import type { BaselinePrediction } from './baseline-prediction.ts';

/** Labels that time brings: each decided on at `at`, known from `until` on. */
export interface MaturingLabels {
  /** Such as a symbol; all rows are one group where not given. */
  readonly group?: readonly string[];
  readonly at: ArrayLike<number>;
  readonly until: ArrayLike<number>;
  readonly label: readonly string[];
}

/** The rows to predict: when the decision falls, and in which group. */
export interface DecisionRows {
  readonly group?: readonly string[];
  readonly at: ArrayLike<number>;
}

/**
 * Predicts, for each row, the latest label of its group that was known when the decision fell: decided on
 * before it, and matured at it or before (`until` ≤ decision). Of those, the last to mature; of these, the last
 * decided on; of these, the later row. A group with none yet gets `fallback` (the training majority, as a
 * rule), and is counted in `fallbackRows`. Both tables take their instants in one unit.
 */
export function lastMaturedLabel(
  { history, rows }: { readonly history: MaturingLabels; readonly rows: DecisionRows },
  { classes, fallback }: { readonly classes: readonly string[]; readonly fallback: string },
): BaselinePrediction {
  requireColumns(history, rows);
  labelCodes([fallback], { classes, what: 'fallback' });
  if (history.label.length > 0) labelCodes(history.label, { classes, what: 'history' });
  const matured = maturedByGroup(history);
  const predicted: string[] = [];
  let fallbackRows = 0;
  for (let row = 0; row < rows.at.length; row++) {
    const known = lastKnown(matured.get(rows.group?.[row] ?? '') ?? [], { history, decision: rows.at[row]! });
    if (known === undefined) fallbackRows++;
    predicted.push(known === undefined ? fallback : (history.label[known] as string));
  }
  return { name: 'last-matured-label', predicted, fallbackRows };
}

/** Rows of the history by group, in the order in which they mature. */
function maturedByGroup({ group, at, until, label }: MaturingLabels): ReadonlyMap<string, readonly number[]> {
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < label.length; row++) {
    const key = group?.[row] ?? '';
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  }
  for (const rows of rowsOf.values()) {
    rows.sort((a, b) => until[a]! - until[b]! || at[a]! - at[b]! || a - b);
  }
  return rowsOf;
}

function lastKnown(
  matured: readonly number[],
  { history, decision }: { readonly history: MaturingLabels; readonly decision: number },
): number | undefined {
  let low = 0;
  let high = matured.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (history.until[matured[middle]!]! <= decision) low = middle + 1;
    else high = middle;
  }
  // A label of no length ends at its own decision; a row must not predict itself.
  while (low > 0 && history.at[matured[low - 1]!]! >= decision) low--;
  return matured[low - 1];
}

function requireColumns(history: MaturingLabels, rows: DecisionRows): void {
  const label = { name: 'history.label', length: history.label.length };
  for (const name of ['at', 'until', 'group'] as const) {
    const column = history[name];
    if (column !== undefined) requireSameLength(label, { name: `history.${name}`, length: column.length });
  }
  if (rows.group !== undefined) {
    requireSameLength(
      { name: 'rows.at', length: rows.at.length },
      { name: 'rows.group', length: rows.group.length },
    );
  }
  if ((history.group === undefined) !== (rows.group === undefined)) {
    throw new Error('history and rows must both have a group, or neither');
  }
}
