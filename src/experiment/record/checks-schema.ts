import { z } from 'zod';

const text = z.string();
const state = z.enum(['passed', 'failed', 'unknown']);
const change = z.enum(['values', 'rows']);
const at = { stage: text, output: text };

const difference = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('numbers'),
    name: text,
    largest: z.number(),
    count: z.number(),
    total: z.number(),
  }),
  z.looseObject({ kind: z.literal('value'), name: text, recorded: z.json(), made: z.json() }),
  z.looseObject({ kind: z.literal('shape'), name: text, recorded: text, made: text }),
  z.looseObject({ kind: z.literal('bytes'), offset: z.number(), recorded: z.number(), made: z.number() }),
  z.looseObject({ kind: z.literal('folder-file'), path: text, in: z.enum(['recorded', 'made']) }),
  z.looseObject({ kind: z.literal('not-kept') }),
]);

const finding = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('value'),
    ...at,
    change,
    column: text,
    row: text,
    recorded: text.nullable(),
    made: text.nullable(),
    count: z.number(),
    rows: z.number(),
    isBareLabel: z.boolean(),
  }),
  z.looseObject({ kind: z.literal('row'), ...at, change, row: text, isLost: z.boolean(), count: z.number() }),
  z.looseObject({ kind: z.literal('file'), ...at, change, difference }),
  z.looseObject({ kind: z.literal('columns'), ...at, change }),
  z.looseObject({ kind: z.literal('in-both'), ...at, group: text, parts: z.tuple([text, text]) }),
]);

const probe = {
  state,
  atMs: z.number().min(-8.64e15).max(8.64e15).nullable(),
  column: text.nullable(),
  sources: z.array(z.looseObject({ name: text, rows: z.number(), changed: z.number() })),
  judged: z.array(z.looseObject({ ...at, rows: z.number().nullable() })),
  findings: z.array(finding),
  left: z.array(
    z.looseObject({
      name: text,
      why: z.enum([
        'no-time',
        'no-group',
        'no-split',
        'not-by-time',
        'split-moved',
        'failed',
        'not-kept',
        'not-same',
        'models',
        'no-effect',
      ]),
      detail: text.optional(),
    }),
  ),
};

/** What is checked of the `checks` of a record. */
export const checksSchema = z.array(
  z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('future'), ...probe }),
    z.looseObject({ kind: z.literal('groups'), ...probe }),
    z.looseObject({
      kind: z.literal('split'),
      state,
      stage: text,
      train: z.number(),
      test: z.number(),
      gapDays: z.number().nullable(),
      inBoth: text.nullable(),
      predicted: z.looseObject({ stage: text, rows: z.number(), outside: z.number() }).nullable(),
    }),
  ]),
);
