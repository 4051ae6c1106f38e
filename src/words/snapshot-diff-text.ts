import type { ColumnDrift, SnapshotDiff, TableDiff } from '../model/snapshot-diff.ts';
import { inflect } from './counted.ts';
import { changeText } from './describe-source-problem.ts';

/** A difference of two snapshots as text for a terminal. */
export function renderSnapshotDiff(diff: SnapshotDiff): string {
  if (diff.isSame) return 'The snapshots hold the same.\n';
  return `${diff.tables.flatMap(tableLines).join('\n')}\n`;
}

function tableLines(table: TableDiff): readonly string[] {
  const { name, rowsBefore, rowsAfter } = table;
  switch (table.kind) {
    case 'same':
      return [`${name}: the same ${inflect(rowsAfter, 'row')}`];
    case 'added':
      return [`${name}: new, ${inflect(rowsAfter, 'row')}`];
    case 'removed':
      return [`${name}: gone, had ${inflect(rowsBefore, 'row')}`];
    case 'changed':
      return [
        `${name}: ${rowsBefore} → ${inflect(rowsAfter, 'row')}: ${table.added} added, ${table.removed} removed` +
          (table.key.length > 0
            ? `, ${table.changed} changed by (${table.key.join(', ')})`
            : ', compared whole'),
        ...table.schema.map((change) => `  schema: ${changeText(change)}`),
        ...table.columns.map(driftLine),
        ...table.labelFlips.map(({ from, to, rows }) => `  label ${from} → ${to}: ${inflect(rows, 'row')}`),
      ];
  }
}

function driftLine({ name, changed, before, after, shift }: ColumnDrift): string {
  const facts = [
    ...(changed === null ? [] : [`${changed} changed`]),
    ...(before.nulls === after.nulls ? [] : [`NULLs ${before.nulls} → ${after.nulls}`]),
    ...(before.min === after.min ? [] : [`min ${before.min} → ${after.min}`]),
    ...(before.max === after.max ? [] : [`max ${before.max} → ${after.max}`]),
    ...(before.mean === null || after.mean === null || before.mean === after.mean
      ? []
      : [
          `mean ${short(before.mean)} → ${short(after.mean)}${shift === null ? '' : ` (${short(shift)} sd)`}`,
        ]),
    ...(before.distinct === after.distinct ? [] : [`distinct ${before.distinct} → ${after.distinct}`]),
  ];
  return `  ${name}: ${facts.join(', ')}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
