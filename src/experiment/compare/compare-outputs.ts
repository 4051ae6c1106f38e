import type { ColumnSummary } from '../../model/column-summary.ts';
import type { ColumnChange, OutputChange } from '../../model/comparison.ts';
import type { OutputRecord, StageRecord } from '../../model/record.ts';
import { changedFacts } from './changed-facts.ts';
import { histogramDistance } from './histogram-distance.ts';

/** The outputs of one stage whose content differs: how many rows, and what became of the columns. */
export function compareOutputs(before: StageRecord, after: StageRecord): readonly OutputChange[] {
  const find = (stage: StageRecord, name: string): OutputRecord | null =>
    stage.outputs.find((output) => output.name === name) ?? null;
  const names = [...new Set([...before.outputs, ...after.outputs].map(({ name }) => name))];
  return names.flatMap((name): readonly OutputChange[] => {
    const [old, now] = [find(before, name), find(after, name)];
    if (old?.content === now?.content) return [];
    return [
      {
        name,
        rows: [old?.table?.rows ?? null, now?.table?.rows ?? null],
        bytes: [old?.bytes ?? null, now?.bytes ?? null],
        columns: changedColumns(old?.table?.columns ?? [], now?.table?.columns ?? []),
      },
    ];
  });
}

function changedColumns(
  before: readonly ColumnSummary[],
  after: readonly ColumnSummary[],
): readonly ColumnChange[] {
  const nameOf = ({ table, name }: ColumnSummary): string => (table === '' ? name : `${table}.${name}`);
  const [old, now] = [before, after].map((columns) => new Map(columns.map((one) => [nameOf(one), one])));
  const names = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])];
  return names.flatMap((column): readonly ColumnChange[] => {
    const [was, is] = [old?.get(column), now?.get(column)];
    if (was === undefined || is === undefined) {
      return [{ column, change: was === undefined ? 'added' : 'removed', drift: null, facts: [] }];
    }
    const facts = ({ type, nulls, distinct, min, max }: ColumnSummary) => ({
      type,
      nulls,
      distinct,
      min,
      max,
    });
    const changed = changedFacts(facts(was), facts(is));
    const drift = histogramDistance(was, is);
    const isSame = changed.length === 0 && (drift === null || drift === 0);
    return isSame ? [] : [{ column, change: 'changed', drift, facts: changed }];
  });
}
