import type { Result } from '../base/result.ts';
import { isSameNumber } from '../experiment/compare/paired-intervals.ts';
import { type PredictionTable, testSetDigest } from '../experiment/compare/prediction-table.ts';
import { testSetDifference } from '../experiment/compare/relate-test-sets.ts';
import { metricScorer } from '../experiment/compare/score-metric.ts';
import { resamplingUnits } from '../learn/uncertainty/resampling-units.ts';
import type { NoPredictions, TestSetDifference } from '../model/comparison.ts';
import type { NotScored } from '../model/gate-report.ts';
import type { Metric } from '../model/metric.ts';
import type { ExperimentRecord } from '../model/record.ts';

/** A recipe as it stands before the gate: one run a seed, the first of them the one that is asked about. */
export interface GateRun {
  readonly record: ExperimentRecord;
  readonly predictions: Result<PredictionTable, NoPredictions>;
}

/** What a candidate is held against: predictions of an accepted experiment, a table a seed. */
export interface GateReference {
  readonly tables: readonly PredictionTable[];
  readonly metrics: Readonly<Record<string, Metric>>;
  /** The longest label horizon that it was made with, in days; 0 where none is known. */
  readonly horizon: number;
  /** Where the accepted predictions are of other rows: what took their place, or why nothing could. */
  readonly anew?:
    | { readonly model: readonly string[]; readonly notScored: null }
    | { readonly model: null; readonly notScored: NotScored };
}

/** How the rows of two sets of tables differ, within the sets, too; null where all are the same. */
export function tablesDifference(
  baseline: readonly PredictionTable[],
  candidate: readonly PredictionTable[],
): TestSetDifference | null {
  const [first, ...others] = [...baseline, ...candidate];
  if (first === undefined) return null;
  const digest = testSetDigest(first);
  const odd = others.find((table) => testSetDigest(table) !== digest);
  return odd === undefined ? null : testSetDifference(first, odd);
}

/** Whether the tables' rows give the number that was reported as `name`. */
export function isGivenByRows(
  name: string,
  of: { readonly table: PredictionTable; readonly value: number },
): boolean {
  const { table, value } = of;
  if (!name.startsWith(`${table.stage}.`)) return false;
  const units = resamplingUnits(table.keys.length, {});
  const [given = Number.NaN] = metricScorer([name.slice(table.stage.length + 1)], { table, units })(
    new Uint32Array(units.count).fill(1),
  );
  return isSameNumber(given, value);
}
