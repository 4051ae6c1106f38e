import { z } from 'zod';
import type { EncoderState } from './fit-encoder.ts';
import type { TargetEncoderState } from './fit-target-encoder.ts';

const unique = (names: readonly string[]): boolean => new Set(names).size === names.length;

const encoder = z.strictObject({
  schema: z.literal('labbook.encoder/1'),
  kind: z.enum(['one-hot', 'ordinal']),
  columns: z
    .array(z.strictObject({ name: z.string(), categories: z.array(z.string()).min(1).refine(unique) }))
    .refine((columns) => unique(columns.map(({ name }) => name))),
});

const targetEncoder = z.strictObject({
  schema: z.literal('labbook.target-encoder/1'),
  prior: z.number(),
  values: z.array(z.tuple([z.string(), z.number()])).refine((values) => unique(values.map(([name]) => name))),
});

/** An encoder's state from JSON of unknown origin; throws an Error that says what is wrong with it. */
export function readEncoder(value: unknown): EncoderState {
  return checked(encoder, value, 'an encoder');
}

/** As `readEncoder`, of what `fitTargetEncoder` made. */
export function readTargetEncoder(value: unknown): TargetEncoderState {
  return checked(targetEncoder, value, 'a target encoder');
}

function checked<State>(schema: z.ZodType<State>, value: unknown, what: string): State {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`this is not ${what}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
