import { randomFrom } from '../../base/random.ts';
import { quantileOfSorted } from '../metrics/quantile-of-sorted.ts';
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
}

/** A percentile interval, and what it was made from. */
export interface BootstrapInterval extends Interval {
  /** The standard deviation of the resampled statistic. */
  readonly standardError: number;
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
 * for stationary data", 1992. The interval is too narrow with few blocks: under about 20, read it as a lower
 * bound of the uncertainty.
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
  { resamples = 2000, level = DEFAULT_LEVEL, seed }: BootstrapOptions,
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
  return estimates.map((estimate, i) => percentileInterval({ estimate, draws: draws[i]!, units, level }));
}

function percentileInterval(of: {
  readonly estimate: number;
  readonly draws: Float64Array;
  readonly units: ResamplingUnits;
  readonly level: number;
}): BootstrapInterval {
  const { estimate, draws, units, level } = of;
  const sorted = draws.filter((value) => !Number.isNaN(value)).sort();
  return {
    estimate,
    low: quantileOfSorted(sorted, (1 - level) / 2),
    high: quantileOfSorted(sorted, (1 + level) / 2),
    level,
    method: units.blockLength === 1 && isOneARow(units) ? 'bootstrap' : 'block-bootstrap',
    standardError: standardDeviation(sorted),
    resamples: sorted.length,
    undefinedResamples: draws.length - sorted.length,
    shareBelowZero: shareBelowZero(sorted),
    units: units.count,
    blockLength: units.blockLength,
    isDegenerate: sorted.length === 0 || sorted[0] === sorted[sorted.length - 1],
  };
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

function isOneARow({ unitOf, count }: ResamplingUnits): boolean {
  return unitOf.length === count;
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
