/** A number with how far it may be off. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The share of such intervals that should hold the true value: 0.95 says 95 %. */
  readonly level: number;
  readonly method: 'wilson' | 'bootstrap' | 'block-bootstrap';
  /** Why it cannot be trusted to hold the truth that often; absent where nothing speaks against it. */
  readonly doubt?: IntervalDoubt;
}

/** `rare-class`: a class has too few rows for draws to tell the spread of a score that weighs classes alike. */
export type IntervalDoubt = 'rare-class';

/** What `ctx.metric` takes of an interval: its ends, and the doubt there is, which pages tell. */
export function intervalDetails({ low, high, doubt }: Interval): {
  readonly interval?: readonly [number, number];
  readonly doubt?: IntervalDoubt;
} {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return {};
  return { interval: [low, high], ...(doubt !== undefined && { doubt }) };
}

/** The level taken where none is asked for. */
export const DEFAULT_LEVEL = 0.95;

/** Throws where a level is not between 0 and 1, both excluded: 95 for 0.95 is the usual slip. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new Error(`the level is ${level}; it must lie between 0 and 1, such as 0.95`);
}
