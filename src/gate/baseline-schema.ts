import { z } from 'zod';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const predictions = z.array(
  z.strictObject({
    seed: z.number(),
    // Below baseline/, so that no name leads out of the project.
    file: z.string().regex(/^baseline\/[0-9a-f]{16}\.(parquet|csv\.gz)$/),
    digest,
  }),
);
const metric = z.strictObject({
  value: z.number(),
  interval: z.tuple([z.number(), z.number()]).optional(),
  n: z.number().optional(),
  effectiveN: z.number().optional(),
  baseline: z.number().optional(),
  direction: z.enum(['higher', 'lower']).optional(),
  headline: z.boolean().optional(),
  unit: z.string().optional(),
  digits: z.number().optional(),
  format: z.string().optional(),
  from: z.string().optional(),
  score: z.unknown().optional(),
  doubt: z.string().optional(),
});

/** What `baseline.json` must be. */
export const baselineSchema = z.strictObject({
  schema: z.literal('labbook.baseline/1'),
  experiment: z.string(),
  acceptedAt: z.string(),
  reason: z.string(),
  pipeline: z.string(),
  gitCommit: z.string().nullable(),
  stage: z.string(),
  testSet: digest,
  rows: z.number(),
  horizon: z.number(),
  scoredTimes: z.number(),
  predictions: predictions.min(1),
  archive: z
    .strictObject({ file: z.string().regex(/^baseline\/[\w-]+\.labbook$/), digest, bytes: z.number() })
    .optional(),
  // What the stage said of their columns; checked where they are read.
  declared: z.looseObject({ output: z.string() }).optional(),
  models: z.record(z.string(), digest),
  metrics: z.record(z.string(), metric),
  best: z.record(z.string(), z.strictObject({ experiment: z.string(), value: z.number(), predictions })),
  history: z.array(
    z.strictObject({
      experiment: z.string(),
      acceptedAt: z.string(),
      reason: z.string(),
      testSet: digest,
      metrics: z.record(z.string(), z.number()),
    }),
  ),
  seal: digest,
});
