import type { PredictionTable } from '../experiment/compare/prediction-table.ts';
import { metricScorer } from '../experiment/compare/score-metric.ts';
import { studentQuantile } from '../learn/metrics/student-quantile.ts';
import { bootstrapAll } from '../learn/uncertainty/bootstrap.ts';
import type { ResamplingUnits } from '../learn/uncertainty/resampling-units.ts';
import type { RunsDifference } from '../model/gate-report.ts';

/** Runs of one recipe on the same test rows, a table a seed, and how those rows are drawn. */
export interface PairedRuns {
  readonly candidate: readonly PredictionTable[];
  readonly baseline: readonly PredictionTable[];
  readonly units: ResamplingUnits;
}

const resamples = 2000;
const drawSeed = 20261122;

/**
 * Paired differences of metrics (by their names within the stage) with intervals at `level`: every run of both
 * sides is scored on the same draws of the test rows. With several runs of a side, the spread between them is
 * added, since another seed would have given another mean: the sum of both variances, Student's t by the
 * approximation of Satterthwaite (1946). With one run of each the interval speaks of these two models.
 */
export function runsDifferences(
  metrics: readonly { readonly name: string; readonly direction: 'higher' | 'lower' }[],
  { candidate, baseline, units, level = 0.95 }: PairedRuns & { readonly level?: number },
): readonly RunsDifference[] {
  const names = metrics.map(({ name }) => name);
  const signs = metrics.map(({ direction }) => (direction === 'higher' ? 1 : -1));
  const scorers = (tables: readonly PredictionTable[]) =>
    tables.map((table) => metricScorer(names, { table, units }));
  const [ours, theirs] = [scorers(candidate), scorers(baseline)];
  const statistics = (timesDrawn: Uint32Array): readonly number[] => {
    const [after, before] = [means(ours, timesDrawn), means(theirs, timesDrawn)];
    return names.map((_, i) => (signs[i] ?? 1) * ((after[i] ?? Number.NaN) - (before[i] ?? Number.NaN)));
  };
  const intervals = bootstrapAll({ units, statistics }, { resamples, seed: drawSeed, level });
  const once = new Uint32Array(units.count).fill(1);
  const [ourValues, theirValues] = [ours, theirs].map((each) => each.map((score) => score(once)));
  return names.map((_, i): RunsDifference => {
    const interval = intervals[i];
    if (interval === undefined || ourValues === undefined || theirValues === undefined) {
      throw new Error('an interval for each metric');
    }
    const [after, before] = [ourValues, theirValues].map((runs) => runs.map((run) => run[i] ?? Number.NaN));
    const seeds = seedSpread([after ?? [], before ?? []]);
    const rowError = interval.standardError;
    const variance = rowError ** 2 + seeds.variance;
    const degreesOfFreedom = joinedDegrees([
      [rowError ** 2, interval.degreesOfFreedom],
      [seeds.variance, seeds.degreesOfFreedom],
    ]);
    const share = (1 + level) / 2;
    const quantile = studentQuantile(share, { degreesOfFreedom });
    const rowQuantile = studentQuantile(share, { degreesOfFreedom: interval.degreesOfFreedom });
    const spread =
      rowError > 0 ? (Math.sqrt(variance) / rowError) * (quantile / rowQuantile) : Number.POSITIVE_INFINITY;
    const alone = quantile * Math.sqrt(variance);
    const { estimate } = interval;
    const bound = (end: number) => (rowError > 0 ? estimate + spread * (end - estimate) : estimate);
    return {
      candidate: mean(after ?? []),
      baseline: mean(before ?? []),
      estimate,
      low: rowError > 0 ? bound(interval.low) : estimate - alone,
      high: rowError > 0 ? bound(interval.high) : estimate + alone,
      standardError: Math.sqrt(variance),
      rowError,
      seedError: Math.sqrt(seeds.variance),
      degreesOfFreedom,
      quantile,
      rows: units.unitOf.length,
      units: units.count,
      blockLength: units.blockLength,
      runs: { candidate: candidate.length, baseline: baseline.length },
      isDegenerate: interval.isDegenerate && seeds.variance === 0,
    };
  });
}

function means(
  scorers: readonly ((timesDrawn: Uint32Array) => readonly number[])[],
  timesDrawn: Uint32Array,
): readonly number[] {
  const all = scorers.map((score) => score(timesDrawn));
  return (all[0] ?? []).map((_, i) => mean(all.map((values) => values[i] ?? Number.NaN)));
}

/** The variance that seeds give to the difference of two means; a side of one run is taken to vary as the other. */
function seedSpread(sides: readonly (readonly number[])[]): {
  readonly variance: number;
  readonly degreesOfFreedom: number;
} {
  const freedom = sides.reduce((sum, values) => sum + Math.max(0, values.length - 1), 0);
  if (freedom === 0) return { variance: 0, degreesOfFreedom: Number.POSITIVE_INFINITY };
  const squares = sides.reduce((sum, values) => {
    const centre = mean(values);
    return sum + values.reduce((own, value) => own + (value - centre) ** 2, 0);
  }, 0);
  const each = squares / freedom;
  const variance = sides.reduce((sum, values) => sum + each / Math.max(1, values.length), 0);
  return { variance, degreesOfFreedom: freedom };
}

/** Satterthwaite's degrees of freedom of a sum of variances; at least 2, below which Student's t has no variance. */
function joinedDegrees(parts: readonly (readonly [variance: number, degrees: number])[]): number {
  const total = parts.reduce((sum, [variance]) => sum + variance, 0);
  const shares = parts.reduce((sum, [variance, degrees]) => sum + variance ** 2 / degrees, 0);
  return shares > 0 ? Math.max(2, total ** 2 / shares) : Number.POSITIVE_INFINITY;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
