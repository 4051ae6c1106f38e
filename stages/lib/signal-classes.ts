import type { DirectionClasses, OrdinalScores } from 'labbook/learn';

/** The classes of a signal, from worst to best return. */
export const SIGNAL_CLASSES = ['sell', 'hold', 'buy'] as const;

/** What a return beyond the threshold, one below its negative, and any other is called. */
export const SIGNAL_DIRECTIONS: DirectionClasses = { up: 'buy', flat: 'hold', down: 'sell' };

/** What makes the classes ordinal; it is this example's choice. */
export const SIGNAL_SCORES: OrdinalScores = { sell: -1, hold: 0, buy: 1 };
