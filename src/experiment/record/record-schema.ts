import { z } from 'zod';
import { checksSchema } from './checks-schema.ts';

/**
 * What is checked of a `record.json` before anything reads it: every field that the commands and pages lean
 * on, with its type. Unknown fields are let through, so that a later version 1.x may add some.
 */
const text = z.string();
const instant = z.string().refine((at) => Number.isFinite(Date.parse(at)), 'is not an ISO 8601 instant');
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is not a sha256 digest');
const json = z.unknown();
const jsonObject = z.record(z.string(), json);

/** A name that finds what was recorded under it, and nothing that every object has. */
const plainName = text.refine((name) => !(name in Object.prototype), 'is no name for anything');

const metric = z.looseObject({
  value: z.number(),
  interval: z.tuple([z.number(), z.number()]).optional(),
  n: z.number().optional(),
  effectiveN: z.number().optional(),
  baseline: z.number().optional(),
  direction: z.enum(['higher', 'lower']).optional(),
  headline: z.boolean().optional(),
  unit: text.optional(),
  digits: z.int().min(0).max(12).optional(),
  format: text.optional(),
  from: text.optional(),
  score: z.union([text, jsonObject]).optional(),
  doubt: text.optional(),
});

const predictions = z.looseObject({
  output: text,
  actual: text.optional(),
  predicted: text.optional(),
  target: z.enum(['labels', 'numbers']).optional(),
  probabilities: z.record(z.string(), text).optional(),
  key: z.array(text).optional(),
  group: text.optional(),
  date: text.optional(),
  horizon: z.number().optional(),
  part: text.optional(),
});

/** A list whose items need no check of their own: JSON holds nothing that a page could not show. */
const list = z.custom<readonly unknown[]>(Array.isArray, 'is not a list');
/** A specification is looked at where it is drawn. */
const looseJsonObject = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is not an object',
);

const tableColumn = z.looseObject({ name: text, values: list, format: text.optional() });

const display = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('chart'),
    title: text,
    description: text,
    spec: looseJsonObject,
    data: z.array(tableColumn),
  }),
  z.looseObject({
    kind: z.literal('table'),
    title: text,
    description: text.optional(),
    columns: z.array(tableColumn),
  }),
  z.looseObject({ kind: z.literal('markdown'), text }),
  z.looseObject({
    kind: z.literal('image'),
    title: text,
    description: text,
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/svg+xml']),
    base64: text,
  }),
]);

const columnSummary = z.looseObject({
  table: text,
  name: text,
  type: text,
  nulls: z.number(),
  distinct: z.number(),
  min: json,
  max: json,
  histogram: z.array(z.number()).nullable(),
});

const output = z.looseObject({
  name: text,
  path: text,
  format: z.enum(['parquet', 'duckdb', 'csv', 'json', 'file', 'folder']),
  blob: digest,
  content: digest,
  bytes: z.number(),
  files: z.array(z.looseObject({ path: text, blob: digest, bytes: z.number() })).optional(),
  table: z.looseObject({ rows: z.number(), columns: z.array(columnSummary) }).nullable(),
});

const recipe = z.looseObject({
  code: z.looseObject({ scheme: text, digest }),
  packages: z.record(z.string(), text),
  params: jsonObject,
  inputs: z.record(z.string(), digest),
  outputs: z.record(z.string(), text),
  seed: z.number(),
  env: z.record(z.string(), digest.nullable()),
  runtime: z.looseObject({ node: text, platform: text, arch: text }),
});

const kinded = z.looseObject({ kind: text });

const notice = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('refused'),
    access: z.enum(['read', 'write', 'network', 'program']),
    what: text,
    frames: z.array(z.looseObject({ file: text, line: z.number() })),
    half: z.literal('view').optional(),
  }),
  z.looseObject({ kind: z.literal('not-confined'), programs: z.array(text) }),
  z.looseObject({
    kind: z.literal('nondeterminism'),
    ranAt: z.tuple([instant, instant]),
    outputs: z.array(z.looseObject({ name: text, before: digest, after: digest })),
    metrics: z.array(text),
  }),
]);

const stage = z.looseObject({
  id: plainName,
  state: z.enum(['ran', 'cached', 'failed', 'blocked']),
  reasons: z.array(kinded),
  seconds: z.number(),
  computeSeconds: z.number().nullable(),
  startedAt: instant,
  attempts: z.number(),
  fingerprint: digest.nullable(),
  recipe: recipe.nullable(),
  codeParts: z.record(z.string(), z.record(z.string(), digest)),
  narrative: text,
  source: z.looseObject({ path: text, text }).nullable(),
  dependsOn: z.array(text),
  inputs: z.array(z.looseObject({ name: text, from: text, content: digest, bytes: z.number() })),
  outputs: z.array(output),
  metrics: z.record(plainName, metric),
  predictions: z.array(predictions).optional(),
  displays: z.array(display),
  viewFailure: kinded.nullable(),
  // Records of before the second recipe have none.
  notices: z.array(notice).default([]),
  log: z.array(z.looseObject({ at: z.number(), level: text, text })),
  failure: kinded.nullable(),
});

const materialFile = z.looseObject({ path: text, blob: digest, bytes: z.number() });

const materials = z.looseObject({
  files: z.array(materialFile),
  inputs: z.array(materialFile),
  notKept: z.array(kinded),
});

export const recordSchema = z.looseObject({
  schema: z.literal('labbook.experiment/1'),
  id: text,
  name: text.nullable(),
  hypothesis: text.nullable(),
  tags: z.array(text),
  startedAt: instant,
  finishedAt: instant,
  seconds: z.number(),
  state: z.enum(['ok', 'failed', 'interrupted']),
  command: z.array(text),
  parent: text.nullable(),
  pipeline: z.looseObject({
    file: text,
    text,
    name: text,
    description: text,
    seed: z.number(),
    params: jsonObject,
    overrides: z.array(text),
    stages: z.array(z.looseObject({ id: plainName })),
    sources: z.record(z.string(), z.looseObject({})),
  }),
  git: z
    .looseObject({
      commit: text,
      branch: text.nullable(),
      isDirty: z.boolean(),
      diff: text,
      isDiffTruncated: z.boolean(),
    })
    .nullable(),
  environment: z.looseObject({
    labbook: text,
    node: text,
    platform: text,
    arch: text,
    cpu: text,
    cpus: z.number(),
    memoryBytes: z.number(),
  }),
  materials: materials.optional(),
  stages: z.array(stage),
  checks: checksSchema.optional(),
  metrics: z.record(plainName, metric),
});
