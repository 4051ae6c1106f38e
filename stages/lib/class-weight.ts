import { z } from 'zod';

/**
 * How much each class counts in training: `balanced` makes up for rare ones, a record gives each class its
 * factor; where it is not given every row counts once.
 */
export const classWeight = z
  .union([z.literal('balanced'), z.record(z.string(), z.number().positive().max(1_000_000))])
  .optional();
