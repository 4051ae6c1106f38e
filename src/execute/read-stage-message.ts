import { z } from 'zod';
import { checkDisplay } from './check-display.ts';
import { checkMetric } from './check-metric.ts';
import { checkPredictions } from './check-predictions.ts';
import type { StageMessage } from './stage-message.ts';

/** A message of a stage's process once it is known to be one. */
export type ReadMessage =
  | StageMessage
  /** A result that is none, with the first thing that is wrong with it. */
  | { readonly kind: 'malformed'; readonly fault: string }
  /** Nothing of ours: the stage wrote to a channel that is not for it. */
  | { readonly kind: 'noise' };

const text = z.string();
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const refusals = z.array(
  z.looseObject({ access: z.enum(['read', 'write', 'network', 'program']), resource: text, stack: text }),
);
const schemas = {
  progress: z.looseObject({
    progress: z.looseObject({
      done: z.number(),
      total: z.number().optional(),
      unit: text.optional(),
      message: text.optional(),
      values: z.record(text, z.number()).optional(),
    }),
  }),
  log: z.looseObject({ level: z.enum(['info', 'warn']), text }),
  ran: z.looseObject({
    metrics: z.record(text, z.unknown()).superRefine((metrics, context) => {
      for (const [name, metric] of Object.entries(metrics)) check(() => checkMetric(name, metric), context);
    }),
    predictions: z
      .array(
        z.unknown().superRefine((declared, context) => {
          const { output } = (declared ?? {}) as { output?: unknown };
          check(() => checkPredictions(declared, [String(output)]), context);
        }),
      )
      .optional(),
    contents: z.record(text, digest),
    tables: z.record(text, z.looseObject({ rows: z.number(), columns: z.array(z.looseObject({})) })),
    refusals,
  }),
  viewed: z.looseObject({
    displays: z.array(
      z.unknown().superRefine((display, context) => check(() => checkDisplay(display), context)),
    ),
    refusals,
  }),
  threw: z.looseObject({
    error: z.looseObject({
      name: text,
      message: text,
      stack: text,
      denied: z.looseObject({ permission: text, resource: text }).nullable(),
    }),
  }),
  exited: z.looseObject({
    exitCode: z.number().nullable(),
    signal: text.nullable(),
    code: text.nullable(),
  }),
  'export-missing': z.looseObject({ name: text }),
};

function check(throws: () => void, context: z.RefinementCtx): void {
  try {
    throws();
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
  }
}

/** What a line from a stage's process says. Never throws, whatever the stage wrote there. */
export function readStageMessage(line: string, isWhole: boolean): ReadMessage {
  if (!isWhole) return { kind: 'malformed', fault: 'it is too long' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'noise' };
  }
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(schemas, kind)) return { kind: 'noise' };
  const parsed = schemas[kind as keyof typeof schemas].safeParse(value);
  if (parsed.success) return value as StageMessage;
  if (kind === 'progress' || kind === 'log') return { kind: 'noise' };
  const [issue] = parsed.error.issues;
  return { kind: 'malformed', fault: [...(issue?.path.slice(0, 1) ?? []), issue?.message].join(': ') };
}
