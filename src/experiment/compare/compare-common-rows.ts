import type { CommonRows } from '../../model/comparison.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { pairedIntervals, pairedUnits, recordedMetrics } from './paired-intervals.ts';
import { type PredictionTable, rowsWithKeys } from './prediction-table.ts';

/**
 * What two experiments with other test sets do on the rows that both were tested on, with the same labels:
 * facts beside the word that they are not comparable, and no verdict. Only of metrics that the whole tables
 * give exactly as recorded. Null where there are no such rows, or no such metric.
 */
export function compareCommonRows(
  [baseline, before]: readonly [ExperimentRecord, PredictionTable],
  [candidate, after]: readonly [ExperimentRecord, PredictionTable],
): CommonRows | null {
  if (before.keyNames.join('\0') !== after.keyNames.join('\0')) return null;
  if (before.scored.kind !== after.scored.kind) return null;
  const labelOf = new Map(after.keys.map((key, row) => [key, after.scored.actual[row]]));
  const common = new Set(
    before.keys.filter((key, row) => labelOf.has(key) && labelOf.get(key) === before.scored.actual[row]),
  );
  if (common.size < 2) return null;
  const tables = { baseline: rowsWithKeys(before, common), candidate: rowsWithKeys(after, common) };
  const units = pairedUnits(tables, [baseline, candidate]);
  const names = Object.keys(candidate.metrics).filter(
    (name) => candidate.metrics[name]?.headline === true && baseline.metrics[name] !== undefined,
  );
  const { proven } = recordedMetrics(names, {
    rows: { baseline: before, candidate: after },
    baseline,
    candidate,
  });
  const metrics = [...pairedIntervals(proven, { ...tables, units })].flatMap(([name, paired]) => {
    const { low, high, estimate } = paired.interval;
    if (Number.isNaN(low)) return [];
    const { baseline: was, candidate: is } = paired;
    return [{ name, baseline: was, candidate: is, delta: estimate, interval: { low, high } }];
  });
  return metrics.length === 0
    ? null
    : {
        rows: common.size,
        days: tables.baseline.days === null || units.isUnordered === true ? null : units.count,
        metrics,
      };
}
