import { type BootstrapInterval, bootstrapAll } from '../../learn/uncertainty/bootstrap.ts';
import { chooseBlockLength } from '../../learn/uncertainty/choose-block-length.ts';
import { type ResamplingUnits, resamplingUnits } from '../../learn/uncertainty/resampling-units.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import type { PredictionTable } from './prediction-table.ts';
import { type MetricScorer, metricScorer } from './score-metric.ts';

/** A metric on the same rows of both, and its paired interval. */
export interface PairedMetric {
  readonly baseline: number;
  readonly candidate: number;
  readonly interval: BootstrapInterval;
}

/** The paired 95 % intervals of candidate − baseline, by metric: both are scored on the same draws. */
export function pairedIntervals(
  names: readonly string[],
  rows: PairedRows,
): ReadonlyMap<string, PairedMetric> {
  if (names.length === 0) return new Map();
  const { units } = rows;
  const [scoreBaseline, scoreCandidate] = [
    scorerOf(names, { table: rows.baseline, units }),
    scorerOf(names, { table: rows.candidate, units }),
  ];
  const statistics = (timesDrawn: Uint32Array): readonly number[] => {
    const base = scoreBaseline(timesDrawn);
    return scoreCandidate(timesDrawn).map((value, i) => value - (base[i] ?? Number.NaN));
  };
  const intervals = bootstrapAll({ units, statistics }, { resamples, seed });
  const once = new Uint32Array(units.count).fill(1);
  const [before, after] = [scoreBaseline(once), scoreCandidate(once)];
  return new Map(
    names.flatMap((name, i) => {
      const [baseline, candidate, interval] = [before[i], after[i], intervals[i]];
      if (baseline === undefined || candidate === undefined || interval === undefined) return [];
      return [[name, { baseline, candidate, interval }] as const];
    }),
  );
}

/**
 * Of the metrics named: those for which the rows of both give a number at all, and those for which it is the
 * number that was recorded. Only these mean what their names say.
 */
export function recordedMetrics(
  names: readonly string[],
  of: {
    readonly rows: Pick<PairedRows, 'baseline' | 'candidate'>;
    readonly baseline: ExperimentRecord;
    readonly candidate: ExperimentRecord;
  },
): { readonly computed: ReadonlySet<string>; readonly proven: readonly string[] } {
  const { rows, baseline, candidate } = of;
  const ofStages = names.filter((name) =>
    [rows.baseline, rows.candidate].every(({ stage }) => name.startsWith(`${stage}.`)),
  );
  const valuesOf = (table: PredictionTable): readonly number[] => {
    const units = resamplingUnits(table.keys.length, {});
    return scorerOf(ofStages, { table, units })(new Uint32Array(units.count).fill(1));
  };
  const [before, after] = [valuesOf(rows.baseline), valuesOf(rows.candidate)];
  return {
    computed: new Set(ofStages.filter((_, i) => Number.isFinite(before[i]) && Number.isFinite(after[i]))),
    proven: ofStages.filter(
      (name, i) =>
        isSameNumber(before[i], baseline.metrics[name]?.value) &&
        isSameNumber(after[i], candidate.metrics[name]?.value),
    ),
  };
}

/** Draws of a paired bootstrap, and the seed that decides them: the same for every pair, so that swapping the two sides negates each draw. */
export const resamples = 2000;
const seed = 20261122;

/** The test rows of both experiments, known to be the same, and how to draw them. */
export interface PairedRows {
  readonly baseline: PredictionTable;
  readonly candidate: PredictionTable;
  readonly units: ResamplingUnits;
}

/**
 * Rows of a group are drawn together. Else whole days are, so that symbols of one day stay together, and consecutive
 * days in blocks: as many as the longest `horizon` that either experiment declares or has among its params, since
 * labels that reach over h days share their outcome with the h − 1 next ones, and no fewer than the days' own
 * differences hang together (`chooseBlockLength`). Rows without a time are drawn one by one.
 */
export function pairedUnits(
  tables: Pick<PairedRows, 'baseline' | 'candidate'>,
  records: readonly ExperimentRecord[],
): ResamplingUnits {
  const { baseline, candidate } = tables;
  const horizon = Math.max(0, ...records.map(longestHorizon), candidate.declared?.horizon ?? 0);
  const units = unitsFor(baseline, horizon);
  if (units.isUnordered === true) return units;
  const chosen = chooseBlockLength(lossDifferences(tables, units));
  return {
    ...units,
    blockLength: Math.min(Math.max(units.blockLength, chosen), Math.floor(units.count / 2) || 1),
  };
}

/** As `pairedUnits`, for a horizon in days that is known already; 0 where none is: then the cube root of the number of days (Künsch 1989). */
export function unitsFor(
  { days, keys, groups, declared }: PredictionTable,
  knownHorizon: number,
): ResamplingUnits {
  if (groups !== undefined) return resamplingUnits(keys.length, { groups: groups.of });
  if (days === null) return resamplingUnits(keys.length, {});
  const horizon = Math.max(knownHorizon, declared?.horizon ?? 0);
  const count = new Set(days).size;
  const wanted = horizon > 0 ? horizon : Math.ceil(Math.cbrt(count));
  return resamplingUnits(keys.length, {
    blocks: days,
    blockLength: Math.max(1, Math.min(wanted, Math.floor(count / 2))),
  });
}

/** By unit: how much more the candidate loses than the baseline, in wrong rows or squared errors. */
function lossDifferences(
  { baseline, candidate }: Pick<PairedRows, 'baseline' | 'candidate'>,
  { unitOf, count }: ResamplingUnits,
): Float64Array {
  const sums = new Float64Array(count);
  const [before, after] = [rowLosses(baseline), rowLosses(candidate)];
  for (const [row, unit] of unitOf.entries()) {
    sums[unit] = (sums[unit] ?? 0) + (after(row) - before(row));
  }
  return sums;
}

function rowLosses({ scored }: PredictionTable): (row: number) => number {
  if (scored.kind === 'labels') return (row) => (scored.actual[row] === scored.predicted[row] ? 0 : 1);
  return (row) => ((scored.predicted[row] ?? 0) - (scored.actual[row] ?? 0)) ** 2;
}

function scorerOf(
  names: readonly string[],
  { table, units }: { readonly table: PredictionTable; readonly units: ResamplingUnits },
): MetricScorer {
  return metricScorer(
    names.map((name) => name.slice(table.stage.length + 1)),
    { table, units },
  );
}

/** Sums in another order differ in the last digits; nothing else may. */
export function isSameNumber(computed: number | undefined, recorded: number | undefined): boolean {
  if (computed === undefined || recorded === undefined || !Number.isFinite(computed)) return false;
  return Math.abs(computed - recorded) <= 1e-9 * Math.max(1, Math.abs(recorded));
}

/** The longest `horizon` among an experiment's params, in days; 0 where it has none. */
export function longestHorizon(record: ExperimentRecord): number {
  const sets = [record.pipeline.params, ...record.stages.map(({ recipe }) => recipe?.params ?? {})];
  const horizons = sets.map(({ horizon }) => horizon);
  return Math.max(
    0,
    ...horizons.map((value) => (typeof value === 'number' && Number.isInteger(value) ? value : 0)),
  );
}
