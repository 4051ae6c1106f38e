import { type BootstrapInterval, bootstrapAll } from '../learn/uncertainty/bootstrap.ts';
import { type ResamplingUnits, resamplingUnits } from '../learn/uncertainty/resampling-units.ts';
import type { Metric } from '../model/metric.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { MetricComparison, TestSetRelation, Verdict } from './comparison.ts';
import type { PredictionTable } from './prediction-table.ts';
import { metricScorer } from './score-metric.ts';

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
 * Whole days are drawn, so that symbols of one day stay together, and consecutive days in blocks: as many as
 * the longest `horizon` that either experiment has among its params, since labels that reach over h days share
 * their outcome with the h − 1 next ones; else the cube root of the number of days (Künsch 1989). Rows without
 * a time are drawn one by one.
 */
export function pairedUnits(table: PredictionTable, records: readonly ExperimentRecord[]): ResamplingUnits {
  const { days, keys } = table;
  if (days === null) return resamplingUnits(keys.length, {});
  const count = new Set(days).size;
  const horizon = Math.max(0, ...records.map(longestHorizon));
  const wanted = horizon > 0 ? horizon : Math.ceil(Math.cbrt(count));
  return resamplingUnits(keys.length, {
    blocks: days,
    blockLength: Math.max(1, Math.min(wanted, Math.floor(count / 2))),
  });
}

/** Every metric of the two, headlines first, with its verdict. */
export function compareMetrics(
  baseline: ExperimentRecord,
  candidate: ExperimentRecord,
  { testSet, rows }: { readonly testSet: TestSetRelation; readonly rows: PairedRows | null },
): readonly MetricComparison[] {
  const names = [...new Set([...Object.keys(baseline.metrics), ...Object.keys(candidate.metrics)])];
  const of = (record: ExperimentRecord, name: string): Metric | null => record.metrics[name] ?? null;
  const paired = rows === null ? null : pairedIntervals(names, { rows, baseline, candidate });
  const compared = names.map((name): MetricComparison => {
    const [before, after] = [of(baseline, name), of(candidate, name)];
    const direction = after?.direction ?? before?.direction ?? null;
    const isDifferent = testSet.kind === 'different';
    const delta = before === null || after === null || isDifferent ? null : after.value - before.value;
    return {
      name,
      isHeadline: before?.headline === true || after?.headline === true,
      direction,
      baseline: before,
      candidate: after,
      delta,
      verdict: verdictOf({
        delta,
        direction,
        testSet,
        interval: paired?.intervals.get(name) ?? null,
        hasFormula: paired?.computed.has(name) === true,
        hasBoth: before !== null && after !== null,
      }),
    };
  });
  return [...compared.filter((one) => one.isHeadline), ...compared.filter((one) => !one.isHeadline)];
}

function verdictOf(known: {
  readonly delta: number | null;
  readonly direction: 'higher' | 'lower' | null;
  readonly testSet: TestSetRelation;
  readonly interval: BootstrapInterval | null;
  readonly hasBoth: boolean;
  /** Whether the predictions gave a number for it at all. */
  readonly hasFormula: boolean;
}): Verdict {
  const { delta, direction, testSet, interval } = known;
  const cannotTell = (why: Extract<Verdict, { kind: 'cannot-tell' }>['why']): Verdict => ({
    kind: 'cannot-tell',
    interval:
      interval === null || Number.isNaN(interval.low) ? null : { low: interval.low, high: interval.high },
    why,
  });
  if (testSet.kind === 'different') return { kind: 'not-comparable' };
  if (!known.hasBoth || delta === null) return cannotTell('missing');
  if (testSet.kind === 'unknown') return cannotTell('no-predictions');
  if (interval === null) {
    if (testSet.isPredictedAlike && delta === 0) return { kind: 'same' };
    return cannotTell(known.hasFormula ? 'not-recomputed' : 'no-formula');
  }
  if (interval.isDegenerate && interval.estimate === 0 && interval.undefinedResamples === 0) {
    return { kind: 'same' };
  }
  if (interval.isDegenerate || interval.units < 2 * interval.blockLength) return cannotTell('too-few');
  if (interval.low <= 0 && interval.high >= 0) return cannotTell('within-noise');
  if (direction === null) return cannotTell('no-direction');
  const isUp = interval.low > 0;
  return {
    kind: isUp === (direction === 'higher') ? 'better' : 'worse',
    interval: { low: interval.low, high: interval.high },
  };
}

interface PairedIntervals {
  /** Metrics for which the predictions of both gave a number, whether it is the recorded one or not. */
  readonly computed: ReadonlySet<string>;
  readonly intervals: ReadonlyMap<string, BootstrapInterval>;
}

/** By metric; only those that the rows of both give exactly as recorded. */
function pairedIntervals(
  names: readonly string[],
  {
    rows,
    baseline,
    candidate,
  }: { readonly rows: PairedRows; readonly baseline: ExperimentRecord; readonly candidate: ExperimentRecord },
): PairedIntervals {
  const { units } = rows;
  const all = new Uint32Array(units.count).fill(1);
  const scorer = (table: PredictionTable, wanted: readonly string[]) =>
    metricScorer(
      wanted.map((name) => name.slice(table.stage.length + 1)),
      { table, units },
    );
  const ofStages = names.filter((name) =>
    [rows.baseline, rows.candidate].every(({ stage }) => name.startsWith(`${stage}.`)),
  );
  const [before, after] = [scorer(rows.baseline, ofStages)(all), scorer(rows.candidate, ofStages)(all)];
  const proven = ofStages.filter(
    (name, i) =>
      isSameNumber(before[i], baseline.metrics[name]?.value) &&
      isSameNumber(after[i], candidate.metrics[name]?.value),
  );
  const computed = new Set(
    ofStages.filter((_, i) => Number.isFinite(before[i]) && Number.isFinite(after[i])),
  );
  if (proven.length === 0) return { computed, intervals: new Map() };
  const [scoreBaseline, scoreCandidate] = [scorer(rows.baseline, proven), scorer(rows.candidate, proven)];
  const statistics = (timesDrawn: Uint32Array): readonly number[] => {
    const base = scoreBaseline(timesDrawn);
    return scoreCandidate(timesDrawn).map((value, i) => value - (base[i] ?? Number.NaN));
  };
  const intervals = bootstrapAll({ units, statistics }, { resamples, seed });
  const byName = new Map(
    proven.flatMap((name, i) => {
      const interval = intervals[i];
      return interval === undefined ? [] : [[name, interval] as const];
    }),
  );
  return { computed, intervals: byName };
}

/** Sums in another order differ in the last digits; nothing else may. */
function isSameNumber(computed: number | undefined, recorded: number | undefined): boolean {
  if (computed === undefined || recorded === undefined || !Number.isFinite(computed)) return false;
  return Math.abs(computed - recorded) <= 1e-9 * Math.max(1, Math.abs(recorded));
}

function longestHorizon(record: ExperimentRecord): number {
  const sets = [record.pipeline.params, ...record.stages.map(({ recipe }) => recipe?.params ?? {})];
  const horizons = sets.map(({ horizon }) => horizon);
  return Math.max(
    0,
    ...horizons.map((value) => (typeof value === 'number' && Number.isInteger(value) ? value : 0)),
  );
}
