import { z } from 'zod';
import { sizeMb, sizePattern } from './quantities.ts';
import { integer, numberFrom, oneOf, rule } from './value-rules.ts';

const drift = z.union([
  numberFrom(0),
  z.string().regex(/^\d+(\.\d+)? since best$/, rule({ kind: 'number', min: 0, max: null })),
]);
const bytes = z.union([
  integer(1, Number.MAX_SAFE_INTEGER),
  z.string().refine((text) => sizePattern.test(text) && sizeMb(text) !== null, rule({ kind: 'size' })),
]);

const metricGate = z
  .strictObject({
    direction: oneOf(['higher', 'lower'])
      .optional()
      .describe("Which way is better; by default the metric's own"),
    floor: numberFrom(null).optional().describe('The least value'),
    ceiling: numberFrom(null).optional().describe('The greatest value'),
    margin: numberFrom(0)
      .optional()
      .describe('How much worse than the accepted baseline it may be, paired on the same test rows'),
    drift: drift
      .optional()
      .describe('How much worse than the best baseline ever: 0.02, or "0.02 since best"'),
    beats: oneOf(['majority', 'prior', 'persistence'])
      .optional()
      .describe('A rule that learns nothing, which it must beat for certain'),
    recall: z.record(z.string(), numberFrom(0, 1)).optional().describe('The least recall of a class'),
  })
  .check(({ value, issues }) => {
    // A direction alone asks for nothing; what is misspelt is told as such.
    if (issues.length > 0 || Object.keys(value).some((key) => key !== 'direction')) return;
    issues.push({ code: 'too_small', origin: 'object', minimum: 1, input: value });
  });

/** The shape of `gates:` in pipeline.yaml. */
export const gatesSchema = z.strictObject({
  metrics: z
    .record(z.string(), metricGate)
    .optional()
    .describe('What must hold of a metric, named `metric` or `stage.metric`'),
  leakage: oneOf(['clean'])
    .optional()
    .describe('Every split must prove that no label reaches into a later part'),
  maxSeconds: z
    .union([numberFrom(0), z.record(z.string(), numberFrom(0))])
    .optional()
    .describe('Seconds that making the results may take, together or by stage'),
  maxBytes: z
    .union([bytes, z.record(z.string(), bytes)])
    .optional()
    .describe('Bytes that the outputs may have, together or by stage: a number, or a size such as 5MB'),
  seeds: z
    .union([integer(1, 100), oneOf(['auto'])])
    .optional()
    .describe('How many seeds the candidate is scored with; auto adds seeds until the verdicts are settled'),
  maxSeeds: integer(2, 100).optional().describe('How many seeds auto may use (default 8)'),
  cannotTell: oneOf(['warn', 'fail']).optional().describe('What it means that a verdict cannot be told'),
  holdout: z.string().min(1).optional().describe('The part of the predictions that only the gate scores'),
});

export type GatesShape = z.input<typeof gatesSchema>;
