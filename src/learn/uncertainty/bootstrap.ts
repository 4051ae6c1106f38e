import { randomFrom } from '../../base/random.ts';
import { normalQuantile } from '../metrics/normal-quantile.ts';
import { quantileOfSorted } from '../metrics/quantile-of-sorted.ts';
import { studentQuantile } from '../metrics/student-quantile.ts';
import { type BlockCorrection, blockCorrection } from './block-correction.ts';
import { DEFAULT_LEVEL, type Interval, requireLevel } from './interval.ts';
import type { ResamplingUnits } from './resampling-units.ts';

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
  /** By how much the draws were spread about the estimate for that correction and Student's t; 1 of rows. */
  readonly widening: number;
  /** What the standard error is known by, for Student's t; Infinity of rows. */
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
 * for stationary data", 1992. Draws of blocks are then spread about the estimate by what blocks are known to
 * understate: see `blockCorrection`, which judges by the jackknife influence of each date, and Student's t for
 * the few blocks there are.
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
  const corrections = areLoneRows(units) ? undefined : blockCorrections({ units, statistics, estimates });
  return estimates.map((estimate, i) =>
    percentileInterval({ estimate, draws: draws[i]!, units, level, bounds, correction: corrections?.[i] }),
  );
}

function percentileInterval(of: {
  readonly estimate: number;
  readonly draws: Float64Array;
  readonly units: ResamplingUnits;
  readonly level: number;
  readonly bounds: readonly [number, number] | undefined;
  readonly correction: BlockCorrection | undefined;
}): BootstrapInterval {
  const { estimate, draws, units, level, bounds = [-Infinity, Infinity], correction } = of;
  const { varianceRatio, degreesOfFreedom } = correction ?? NO_CORRECTION;
  const share = (1 + level) / 2;
  const widening =
    (Math.sqrt(varianceRatio) * studentQuantile(share, { degreesOfFreedom })) / normalQuantile(share);
  const defined = draws.filter((value) => !Number.isNaN(value)).sort();
  const spread = widening === 1 ? defined : defined.map((value) => estimate + widening * (value - estimate));
  return {
    estimate,
    low: Math.max(quantileOfSorted(spread, 1 - share), bounds[0]),
    high: Math.min(quantileOfSorted(spread, share), bounds[1]),
    level,
    method: correction === undefined ? 'bootstrap' : 'block-bootstrap',
    standardError: Math.sqrt(varianceRatio) * standardDeviation(defined),
    widening,
    degreesOfFreedom,
    resamples: defined.length,
    undefinedResamples: draws.length - defined.length,
    shareBelowZero: shareBelowZero(spread),
    units: units.count,
    blockLength: units.blockLength,
    isDegenerate: defined.length === 0 || defined[0] === defined[defined.length - 1],
  };
}

const NO_CORRECTION: BlockCorrection = { varianceRatio: 1, degreesOfFreedom: Infinity };

/** The correction for each statistic, from what it becomes when one unit is left out. */
function blockCorrections(of: {
  readonly units: ResamplingUnits;
  readonly statistics: (timesDrawn: Uint32Array) => readonly number[];
  readonly estimates: readonly number[];
}): readonly BlockCorrection[] {
  const { units, statistics, estimates } = of;
  const influences = estimates.map(() => new Float64Array(units.count));
  const timesDrawn = new Uint32Array(units.count).fill(1);
  for (let unit = 0; unit < units.count; unit++) {
    timesDrawn[unit] = 0;
    for (const [i, value] of statistics(timesDrawn).entries()) {
      // Without this unit the statistic may not be defined; the unit then says nothing of its spread.
      influences[i]![unit] = Number.isNaN(value) ? 0 : estimates[i]! - value;
    }
    timesDrawn[unit] = 1;
  }
  return influences.map((influence) => blockCorrection(influence, units));
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

/** Each unit is one row and tells nothing of the next: the plain bootstrap, which needs no correction. */
function areLoneRows({ unitOf, count, blockLength }: ResamplingUnits): boolean {
  return blockLength === 1 && unitOf.length === count;
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
