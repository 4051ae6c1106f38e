import type { Json } from '../../base/json.ts';
import type { FactChange, OutputChange, StageChange } from '../../experiment/comparison.ts';
import { describeReason } from '../../plan/describe-reason.ts';
import { formatBytes, formatNumber, formatValue } from '../format-value.ts';

/** What is to be said of a stage that differs, a line a fact: its reasons, then what its outputs became. */
export function changeLines(change: StageChange): readonly string[] {
  const reasons = change.reasons.map(describeReason);
  return [...reasons, ...change.outputs.flatMap(outputLines)];
}

export const changeKindWords: Readonly<Record<StageChange['kind'], string>> = {
  cause: 'changed',
  follows: 'follows from what it reads',
  unexplained: 'other result from the same recipe',
  added: 'only in the candidate',
  removed: 'only in the baseline',
};

/** `price: min 1 → 2, nulls 0 → 3`, or that a column came or went. */
export function columnLines(output: OutputChange): readonly string[] {
  return output.columns.map(({ column, change, facts }) =>
    change === 'changed' ? `${column}: ${facts.map(factText).join(', ')}` : `${column}: ${change}`,
  );
}

export function factText({ name, before, after }: FactChange): string {
  return `${name} ${factValue(before)} → ${factValue(after)}`;
}

/** The size of an output in rows where it is a table, else in bytes, before and after. */
export function sizeText(output: OutputChange): string {
  const [rowsBefore, rowsAfter] = output.rows;
  if (rowsBefore !== null || rowsAfter !== null) {
    const same = rowsBefore === rowsAfter;
    return same ? `${count(rowsAfter)} rows in both` : `${count(rowsBefore)} → ${count(rowsAfter)} rows`;
  }
  const [before, after] = output.bytes.map((bytes) => (bytes === null ? '–' : formatBytes(bytes)));
  return before === after ? `${after} in both` : `${before} → ${after}`;
}

function outputLines(output: OutputChange): readonly string[] {
  const columns = columnLines(output);
  const shown = columns.slice(0, 3).join('; ');
  const more = columns.length > 3 ? `; and ${columns.length - 3} more columns` : '';
  return [`output ${output.name} differs: ${sizeText(output)}${shown === '' ? '' : `; ${shown}${more}`}`];
}

function count(rows: number | null): string {
  return rows === null ? '–' : formatNumber(rows, 'integer');
}

function factValue(value: Json): string {
  const text = formatValue(value, typeof value === 'string' ? 'date' : undefined);
  return text.length > 60 ? `${[...text].slice(0, 59).join('')}…` : text;
}
