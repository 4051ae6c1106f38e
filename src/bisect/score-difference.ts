import { longestHorizon, unitsFor } from '../experiment/compare/paired-intervals.ts';
import { type PredictionTable, testSetDigest } from '../experiment/compare/prediction-table.ts';
import { isGivenByRows } from '../gate/gate-run.ts';
import { runsDifferences } from '../gate/runs-difference.ts';
import type { RunsDifference } from '../model/gate-report.ts';
import type { ExperimentRecord } from '../model/record.ts';

/** What an experiment or a mixture came to: its test rows, and the number that its stage reported. */
export interface Scored {
  readonly table: PredictionTable | null;
  readonly value: number | null;
}

/** How much better the first is than the second; null where the two cannot be held against each other. */
export type Against = (candidate: Scored, baseline: Scored) => RunsDifference | null;

/**
 * Differences of one metric: paired row by row where the good experiment's predictions give it, else (a count of
 * rows, the days of a gap) of the numbers that were reported, which have no interval.
 */
export function scoreDifference(of: {
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly good: { readonly record: ExperimentRecord; readonly table: PredictionTable | null };
  readonly bad: { readonly record: ExperimentRecord };
}): Against {
  const { metric, direction, good, bad } = of;
  const { table } = good;
  const value = good.record.metrics[metric]?.value ?? Number.NaN;
  if (table === null || !isGivenByRows(metric, { table, value })) {
    const sign = direction === 'higher' ? 1 : -1;
    return (candidate, baseline) => plainDifference(candidate.value, { baseline: baseline.value, sign });
  }
  const name = metric.slice(table.stage.length + 1);
  const units = unitsFor(table, Math.max(longestHorizon(good.record), longestHorizon(bad.record)));
  const testSet = testSetDigest(table);
  return (candidate, baseline) => {
    if (candidate.table === null || baseline.table === null) return null;
    if ([candidate.table, baseline.table].some((one) => testSetDigest(one) !== testSet)) return null;
    const pair = { candidate: [candidate.table], baseline: [baseline.table], units };
    return runsDifferences([{ name, direction }], pair)[0] ?? null;
  };
}

function plainDifference(
  candidate: number | null,
  { baseline, sign }: { readonly baseline: number | null; readonly sign: number },
): RunsDifference | null {
  if (candidate === null || baseline === null) return null;
  const estimate = sign * (candidate - baseline);
  if (!Number.isFinite(estimate)) return null;
  return {
    candidate,
    baseline,
    estimate,
    low: estimate,
    high: estimate,
    standardError: 0,
    rowError: 0,
    seedError: 0,
    degreesOfFreedom: Number.POSITIVE_INFINITY,
    quantile: 0,
    rows: 0,
    units: 0,
    blockLength: 1,
    runs: { candidate: 1, baseline: 1 },
    isDegenerate: true,
  };
}
