import { compareText } from '../../base/compare-text.ts';
import type { Json } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentSummary } from './experiment-summary.ts';
import { type FilterColumn, filterTableOf, writtenColumns } from './filter-table.ts';
import { nearColumn } from './near-column.ts';

/**
 * Experiments ordered by one column, named as in a filter or short (`evaluate.accuracy`, `horizon`), with
 * `:asc` or `:desc` behind it. Without these: metrics best first, times newest first, all else ascending.
 * Experiments without a value come last; equals stay in the order given.
 */
export function sortExperiments(
  experiments: readonly ExperimentSummary[],
  by: string,
): Result<readonly ExperimentSummary[], Problem> {
  const [, asked = '', order] = /^(.*?)(?::(asc|desc))?$/s.exec(by.trim()) ?? [];
  const table = filterTableOf(experiments);
  const plain = asked.replaceAll('"', '').toLowerCase();
  const column =
    table.columns.find(({ path }) => path.join('.').toLowerCase() === plain) ??
    table.columns.find(({ path }) => path.at(-1)?.toLowerCase() === plain);
  if (column === undefined) {
    const near = nearColumn([plain.split('.')], table);
    return err({
      kind: 'unknown-column',
      given: asked,
      near,
      columns: writtenColumns(table),
    });
  }
  const sign = (order ?? naturalOrder(column, experiments)) === 'desc' ? -1 : 1;
  const rows = experiments.map((experiment, row) => ({ experiment, value: column.values[row] ?? null }));
  rows.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * compareValues(a.value, b.value);
  });
  return ok(rows.map(({ experiment }) => experiment));
}

function naturalOrder(column: FilterColumn, experiments: readonly ExperimentSummary[]): 'asc' | 'desc' {
  if (column.type === 'TIMESTAMP') return 'desc';
  const [struct, name = ''] = column.path;
  if (struct !== 'metrics') return 'asc';
  const directions = experiments.map(({ metrics }) => metrics[name]?.direction);
  return directions.includes('lower') ? 'asc' : 'desc';
}

function compareValues(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(
    typeof a === 'string' ? a : JSON.stringify(a),
    typeof b === 'string' ? b : JSON.stringify(b),
  );
}
