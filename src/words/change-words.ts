import type { Json } from '../base/json.ts';
import type { FactChange, OutputChange, StageChange } from '../model/comparison.ts';
import type { Reason } from '../model/reason.ts';
import { describeReason } from './describe-reason.ts';
import { formatBytes, formatNumber, formatValue } from './format-value.ts';

/** What is to be said of a stage that differs, a line a fact: its reasons, then what its outputs became. */
export function changeLines(change: StageChange): readonly string[] {
  return [...reasonLines(change.reasons), ...change.outputs.flatMap(outputLines)];
}

export const changeKindWords: Readonly<Record<StageChange['kind'], string>> = {
  cause: 'changed',
  follows: 'follows from what it reads',
  unexplained: 'other result from the same recipe',
  added: 'only in the candidate',
  removed: 'only in the baseline',
  'no-result': 'no result in one of the two',
};

/** Reasons in words; what changed in one source file is one line. */
export function reasonLines(reasons: readonly Reason[]): readonly string[] {
  const files = new Map<string, CodeReason[]>();
  for (const reason of reasons) {
    if (reason.kind === 'code') files.set(reason.file, [...(files.get(reason.file) ?? []), reason]);
  }
  const told = new Set<string>();
  return reasons.flatMap((reason) => {
    if (reason.kind !== 'code') return [describeReason(reason)];
    if (told.has(reason.file)) return [];
    told.add(reason.file);
    return [fileLine(reason.file, files.get(reason.file) ?? [])];
  });
}

type CodeReason = Extract<Reason, { kind: 'code' }>;

function fileLine(file: string, reasons: readonly CodeReason[]): string {
  const parts = (['changed', 'added', 'removed'] as const).flatMap((change) => {
    const names = reasons.filter((reason) => reason.change === change).map(({ name }) => name);
    if (names.length === 0) return [];
    const more = names.length > 6 ? ` and ${names.length - 6} more` : '';
    return [`${names.slice(0, 6).join(', ')}${more} ${change}`];
  });
  return `${file}: ${parts.join('; ')}`;
}

/** `price: drift 0.12, min 1 → 2`, or that a column came or went; those that drifted most come first. */
export function columnLines(output: OutputChange): readonly string[] {
  const ordered = [...output.columns].sort((a, b) => (b.drift ?? 0) - (a.drift ?? 0));
  return ordered.map(({ column, change, drift, facts }) => {
    if (change !== 'changed') return `${column}: ${change}`;
    const distance = drift === null ? [] : [`drift ${drift.toFixed(3)}`];
    return `${column}: ${[...distance, ...facts.map(factText)].join(', ')}`;
  });
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
