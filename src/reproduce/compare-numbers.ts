import type { OutputDifference } from '../model/output-difference.ts';

/** How two files differ: where that begins, and the most that any two numbers of them are apart. */
export interface Compared {
  readonly first: OutputDifference;
  /** Infinite where something differs that is no number. */
  readonly largest: number;
}

/** The first of some differences and the largest distance of all; null where there are none. */
export function firstOf(differences: readonly OutputDifference[]): Compared | null {
  const [first] = differences;
  if (first === undefined) return null;
  const distances = differences.map((one) =>
    one.kind === 'numbers' ? one.largest : Number.POSITIVE_INFINITY,
  );
  return { first, largest: Math.max(...distances) };
}

/** The numbers of one tensor or column that differ, or null where none does. NaN equals NaN; 0 and −0 differ. */
export function compareNumbers(
  { of, name }: { readonly of: 'tensor' | 'column' | 'value'; readonly name: string },
  [recorded, made]: readonly [ArrayLike<number>, ArrayLike<number>],
): OutputDifference | null {
  if (recorded.length !== made.length) {
    return { kind: 'shape', of, name, recorded: `${recorded.length}`, made: `${made.length}` };
  }
  let count = 0;
  let largest = 0;
  for (let i = 0; i < recorded.length; i++) {
    const [a, b] = [recorded[i] as number, made[i] as number];
    if (Object.is(a, b)) continue;
    count++;
    const distance = Math.abs(a - b);
    // A number on one side alone has no distance to the other: nothing is further away.
    largest = Math.max(largest, Number.isNaN(distance) ? Number.MAX_VALUE : distance);
  }
  return count === 0 ? null : { kind: 'numbers', of, name, largest, count, total: recorded.length };
}
