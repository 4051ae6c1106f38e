import { z } from 'zod';
import type { CalibrationState } from './calibration-state.ts';

const points = z.array(z.number()).min(1);
const map = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('platt'), slope: z.number(), intercept: z.number() }),
  z
    .strictObject({ kind: z.literal('isotonic'), x: points, y: points })
    .refine(({ x, y }) => x.length === y.length && rises(x) && rises(y), 'the points do not rise'),
]);
const state = z
  .strictObject({
    schema: z.literal('labbook.calibration/1'),
    kind: z.enum(['platt', 'isotonic']),
    classes: z.array(z.string()).min(2),
    maps: z.array(map),
  })
  .refine(({ classes, maps }) => classes.length === maps.length, 'there is not a map a class');

/** A calibration's state from JSON of unknown origin; throws an Error that says what is wrong with it. */
export function readCalibration(value: unknown): CalibrationState {
  const parsed = state.safeParse(value);
  if (!parsed.success) throw new Error(`this is not a calibration:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function rises(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value >= values[i - 1]!);
}
