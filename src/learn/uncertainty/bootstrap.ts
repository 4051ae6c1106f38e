import { randomFrom } from '../../base/random.ts';
import { normalQuantile } from '../metrics/normal-quantile.ts';
import { quantileOfSorted } from '../metrics/quantile-of-sorted.ts';
import { studentQuantile } from '../metrics/student-quantile.ts';
import { type BlockCorrection, blockCorrection } from './block-correction.ts';
import { exactReach } from './exact-reach.ts';
import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts';
import type { ResamplingUnits } from './resampling-units.ts';
import { rowCorrection } from './row-correction.ts';

/** A statistic as a function of how many times each unit was drawn. */
export type WeightedStatistic = (timesDrawn: Uint32Array) => number;

export interface BootstrapOptions {
  /** How many times to draw; 2,000 where not given. */
  readonly resamples?: number;
  readonly level?: number;
  /** Decides every draw: the same seed gives the same interval. */
  readonly seed: number;
  /** The range that the statistic can take, such as [0, 1]; an interval is cut to it. */
  readonly bounds?: readonly [low: number, high: number];
}

/** A percentile interval, and what it was made from. */
export interface BootstrapInterval extends Interval {
  /** The standard deviation of the resampled statistic, after the correction for blocks. */
  readonly standardError: number;
  /** By how much the draws were spread about the estimate for that correction and Student's t. */
  readonly widening: number;
  /** What the standard error is known by, for Student's t. */
  readonly degreesOfFreedom: number;
  /** Draws for which the statistic was defined; the interval is of these. */
  readonly resamples: number;
  /** Draws for which it was not (NaN). */
  readonly undefinedResamples: number;
  /** The share of draws below 0, draws of exactly 0 counting half: for differences. */
  readonly shareBelowZero: number;
  /** Units there were to draw from, and how many consecutive ones were drawn together. */
  readonly units: number;
  readonly blockLength: number;
  /** Every draw gave the same number: the data cannot tell the spread, which is not to say there is none. */
  readonly isDegenerate: boolean;
}

/**
 * The percentile bootstrap of a statistic: as many units as there are, drawn with replacement, in circular
 * blocks of `blockLength` consecutive units (the unit after the last is the first), so that every unit is drawn
 * equally often. Efron, "Bootstrap methods", 1979; Politis and Romano, "A circular block-resampling procedure
 * for stationary data", 1992. Draws are then spread about the estimate by what they are known to understate: see
 * `rowCorrection` and `blockCorrection`, which judge by the jackknife influence of each unit, and Student's t.
 * The interval holds the estimate. Where every draw gave the same number, it is as wide as that many units without
 * a single exception allow where `bounds` are given, and else has no width: `isDegenerate` says so.
 */
export function bootstrap(
  { units, statistic }: { readonly units: ResamplingUnits; readonly statistic: WeightedStatistic },
  options: BootstrapOptions,
): BootstrapInterval {
  const statistics = (timesDrawn: Uint32Array) => [statistic(timesDrawn)];
  return bootstrapAll({ units, statistics }, options)[0] as BootstrapInterval;
}

/** As `bootstrap`, for several statistics of the same draws: an interval each, in their order. */
export function bootstrapAll(
  {
    units,
    statistics,
  }: { readonly units: ResamplingUnits; readonly statistics: (timesDrawn: Uint32Array) => readonly number[] },
  { resamples = 2000, level = DEFAULT_LEVEL, seed, bounds }: BootstrapOptions,
): readonly BootstrapInterval[] {
  requireLevel(level);
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new Error(`the number of resamples is ${resamples}; it must be a positive integer`);
  }
  const random = randomFrom(seed);
  const timesDrawn = new Uint32Array(units.count).fill(1);
  const estimates = [...statistics(timesDrawn)];
  const draws = estimates.map(() => new Float64Array(resamples));
  for (let draw = 0; draw < resamples; draw++) {
    drawBlocks(timesDrawn, { blockLength: units.blockLength, random });
    for (const [i, value] of statistics(timesDrawn).entries()) draws[i]![draw] = value;
  }
  const corrections = correctionsOf({ units, statistics, estimates, level });
  return estimates.map((estimate, i) =>
    percentileInterval({ estimate, draws: draws[i]!, units, level, bounds, correction: corrections[i]! }),
  );
}

function percentileInterval(of: {
  readonly estimate: number;
  readonly draws: Float64Array;
  readonly units: ResamplingUnits;
  readonly level: number;
  readonly bounds: readonly [number, number] | undefined;
  readonly correction: BlockCorrection;
}): BootstrapInterval {
  const { estimate, draws, units, level, bounds = [-Infinity, Infinity], correction } = of;
  const { varianceRatio, degreesOfFreedom, lean } = correction;
  const share = (1 + level) / 2;
  const widening =
    (Math.sqrt(varianceRatio) * studentQuantile(share, { degreesOfFreedom })) / normalQuantile(share);
  const defined = draws.filter((value) => !Number.isNaN(value)).sort();
  const spread = defined.map((value) => estimate + widening * (value - estimate));
  const standardError = Math.sqrt(varianceRatio) * standardDeviation(defined);
  const isDegenerate = defined.length === 0 || defined[0] === defined[defined.length - 1];
  const reach = isDegenerate ? exactReach(units, { level, bounds }) : 0;
  const [below, above] = isDegenerate
    ? [reach, reach]
    : [-Math.min(0, lean) * standardError, Math.max(0, lean) * standardError];
  const low = Math.min(quantileOfSorted(spread, 1 - share) - below, estimate);
  const high = Math.max(quantileOfSorted(spread, share) + above, estimate);
  return {
    estimate,
    low: Math.max(low, bounds[0]),
    high: Math.min(high, bounds[1]),
    level,
    method: tellNothingOfEachOther(units) ? 'bootstrap' : 'block-bootstrap',
    standardError,
    widening,
    degreesOfFreedom,
    resamples: defined.length,
    undefinedResamples: draws.length - defined.length,
    shareBelowZero: shareBelowZero(spread),
    units: units.count,
    blockLength: units.blockLength,
    isDegenerate,
  };
}

/** Of units in no order, as many as tell the shape of their influence. */
const mostInfluences = 500;

/** The correction for each statistic, from what it becomes when one unit is left out. */
function correctionsOf(of: {
  readonly units: ResamplingUnits;
  readonly statistics: (timesDrawn: Uint32Array) => readonly number[];
  readonly estimates: readonly number[];
  readonly level: number;
}): readonly BlockCorrection[] {
  const { units, statistics, estimates, level } = of;
  const { count } = units;
  const isUnordered = tellNothingOfEachOther(units);
  const told = isUnordered ? Math.min(count, mostInfluences) : count;
  const influences = estimates.map(() => new Float64Array(told));
  const timesDrawn = new Uint32Array(count).fill(1);
  for (let place = 0; place < told; place++) {
    const unit = Math.floor((place * count) / told);
    timesDrawn[unit] = 0;
    for (const [i, value] of statistics(timesDrawn).entries()) {
      // Without this unit the statistic may not be defined; the unit then says nothing of its spread.
      influences[i]![place] = Number.isNaN(value) ? 0 : estimates[i]! - value;
    }
    timesDrawn[unit] = 1;
  }
  const quantile = normalQuantile((1 + level) / 2);
  return influences.map((influence) =>
    isUnordered ? rowCorrection(influence, { units: count, quantile }) : blockCorrection(influence, units),
  );
}

/** Draws blocks until there are as many units as there were; the last block is cut to fit. */
function drawBlocks(
  timesDrawn: Uint32Array,
  { blockLength, random }: { readonly blockLength: number; readonly random: () => number },
): void {
  const count = timesDrawn.length;
  timesDrawn.fill(0);
  for (let drawn = 0; drawn < count; drawn += blockLength) {
    let unit = Math.floor(random() * count);
    const length = Math.min(blockLength, count - drawn);
    for (let i = 0; i < length; i++) {
      timesDrawn[unit] = timesDrawn[unit]! + 1;
      unit = unit + 1 === count ? 0 : unit + 1;
    }
  }
}

/** Groups, or rows drawn one by one: nothing hangs together with the next. */
function tellNothingOfEachOther({
  unitOf,
  count,
  blockLength,
  isUnordered = false,
}: ResamplingUnits): boolean {
  return isUnordered || (blockLength === 1 && unitOf.length === count);
}

function shareBelowZero(sorted: Float64Array): number {
  let halves = 0;
  for (const value of sorted) halves += value < 0 ? 2 : value === 0 ? 1 : 0;
  return sorted.length === 0 ? Number.NaN : halves / 2 / sorted.length;
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
