import { z } from 'zod';
import { noChecks, type RunChecks } from '../model/run-checks.ts';
import { rule } from './value-rules.ts';

const dateRule = rule({ kind: 'date' });
const date = z
  .string(dateRule)
  .regex(/^\d{4}-\d\d-\d\d$/, dateRule)
  .refine((text) => Number.isFinite(Date.parse(text)), dateRule);

/** The shape of `checks:` in pipeline.yaml. */
export const checksSchema = z.strictObject({
  future: z
    .union([
      z.boolean(),
      z.strictObject({
        at: date.optional().describe('The last day that is known; by default the last before the test part'),
        models: z.boolean().optional().describe('Whether models are made again, too'),
      }),
    ])
    .optional()
    .describe('Prove in each run that nothing after a day changes what was known by then'),
  groups: z
    .string()
    .min(1)
    .optional()
    .describe('A column (a patient, a shop) of which no value may be in two parts, nor tell of another'),
  labels: z
    .array(z.string())
    .optional()
    .describe(
      'Columns that look ahead by right, as far as t1 says, beside those that are called label or target',
    ),
});

type ChecksShape = z.input<typeof checksSchema>;

/** Fills in what `checks:` leaves out. */
export function resolveChecks(shape: Partial<ChecksShape> | undefined): RunChecks {
  if (shape === undefined) return noChecks;
  const { future = false, groups = null, labels = [] } = shape;
  const how = typeof future === 'boolean' ? {} : future;
  const atMs = how.at === undefined ? null : Date.parse(`${how.at}T23:59:59.999Z`);
  return {
    future: future === false ? null : { atMs, isWithModels: how.models ?? false },
    groups,
    labels,
  };
}
