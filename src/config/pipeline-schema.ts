import { z } from 'zod';
import { checksSchema } from './checks-schema.ts';
import { gatesSchema } from './gates-schema.ts';
import { durationMs, durationPattern, sizeMb, sizePattern } from './quantities.ts';
import { integer, oneOf, rule } from './value-rules.ts';

const durationRule = rule({ kind: 'duration' });
const duration = z
  .string(durationRule)
  .regex(durationPattern, durationRule)
  .refine((text) => !durationPattern.test(text) || durationMs(text) !== null, durationRule);
const sizeRule = rule({ kind: 'size' });
const size = z
  .string(sizeRule)
  .regex(sizePattern, sizeRule)
  .refine((text) => !sizePattern.test(text) || sizeMb(text) !== null, sizeRule);

const anyParams = z.record(z.string(), z.unknown());
const format = oneOf(['parquet', 'duckdb', 'csv', 'json', 'file', 'folder']);
const output = z.union([z.string(), z.strictObject({ path: z.string(), format: format.optional() })]);
const input = z
  .union([
    z.string(),
    z.strictObject({ file: z.string() }),
    z.strictObject({ glob: z.string() }),
    z.strictObject({ folder: z.string() }),
    z.strictObject({ stage: z.string(), output: z.string() }),
  ])
  .describe(
    'An upstream output as `stage.output`, a file as `file:path`, files as `glob:pattern`, a folder as `path/`',
  );

const table = z.strictObject({
  query: z.string().optional().describe('SQL whose rows become the table'),
  table: z.string().optional().describe('The table to copy; by default the one of the same name'),
  key: z.array(z.string()).min(1).describe('Columns that name a row, and order the snapshot'),
  time: z.string().optional().describe('The column that says when a row was true'),
  append: z
    .union([
      z.string(),
      z.strictObject({
        cursor: z.string(),
        lag: z.union([duration, z.number().min(0)]).optional(),
        updatedAt: z.string().optional(),
        check: oneOf(['content', 'count']).optional(),
      }),
    ])
    .optional()
    .describe('A column that grows: only what changed is fetched again'),
  as: z
    .record(z.string(), oneOf(['double', 'text']))
    .optional()
    .describe('How numbers without bounds are carried, by column, where DECIMAL(38) does not hold them'),
  allowEmpty: z.boolean().optional().describe('Whether a table without rows is no failure'),
});

const cellValue = z.union([z.string(), z.number(), z.boolean()]);
const someCells = z.array(z.record(z.string(), cellValue)).min(1);

/** Axis → its values; the stage is written out once a combination. */
export const matrixSchema = z
  .object({
    include: someCells.optional().describe('Combinations besides'),
    exclude: someCells.optional().describe('Combinations to leave out'),
  })
  .catchall(z.array(cellValue).min(1));

const common = {
  matrix: matrixSchema.optional().describe('Writes the stage out once a combination, as `train@forest,7`'),
  description: z.string().optional(),
  outputs: z.record(z.string(), output).optional(),
  env: z.array(z.string()).optional().describe('Environment variables that the stage may read'),
  resources: z.strictObject({ cpus: integer(1, 1024).optional(), memory: size.optional() }).optional(),
  timeout: duration.optional(),
  retries: integer(0, 10).optional(),
};

export const extractStage = z.strictObject({
  kind: oneOf(['extract']),
  source: z.string(),
  tables: z.record(z.string(), table),
  refresh: z
    .union([oneOf(['on-change', 'always', 'pinned']), z.strictObject({ every: duration })])
    .optional()
    .describe('When the source is looked at again'),
  schemaChange: oneOf(['fail', 'accept'])
    .optional()
    .describe('Whether columns may come, go or change type between snapshots'),
  ...common,
});

/** What stages take that read something. */
const reading = {
  inputs: z.record(z.string(), input).optional(),
  params: anyParams.optional(),
  network: z
    .union([z.boolean(), z.strictObject({ every: duration })])
    .optional()
    .describe('Whether the stage may use the network; it then runs each time, or once `every` so often'),
  tools: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .optional()
    .describe('Program → the arguments that make it tell its version; what it prints enters the recipe'),
  ...common,
};

export const moduleStage = z.strictObject({
  kind: oneOf(['module']).optional(),
  module: z.string().optional().describe('The stage file; by default stages/<id>.ts'),
  program: z.array(z.string().min(1)).optional().describe('Programs that the stage file may start'),
  ...reading,
});

export const commandStage = z.strictObject({
  kind: oneOf(['command']).optional(),
  command: z
    .array(z.string())
    .min(1)
    .describe('A program and its arguments; {inputs.x}, {outputs.x}, {params.x} and {seed} are filled in'),
  code: z
    .array(z.string())
    .optional()
    .describe('Files of the project that the program consists of, or globs'),
  metrics: z.string().optional().describe('The output, a JSON file, that holds its metrics'),
  ...reading,
});

const source = z.strictObject({
  kind: oneOf(['postgres']),
  url: z.string().optional().describe('The connection URL, best taken from an environment variable'),
  urlFile: z.string().optional().describe('A file that holds the connection URL'),
  embedded: z
    .strictObject({ seed: z.string(), files: z.array(z.string()).optional() })
    .optional()
    .describe('An embedded server, seeded by a module, where there is no URL'),
  connectTimeout: duration.optional(),
  statementTimeout: duration.optional(),
  retries: integer(0, 10).optional(),
});

const outputReference = z.string().describe('An output of a stage, as `stage.output`');
export const modelSchema = z.strictObject({
  description: z.string().optional(),
  files: z
    .record(z.string(), outputReference)
    .optional()
    .describe('Role → the output that plays it: weights and topology make a network, forest a forest'),
  members: z.array(z.string()).optional().describe('Of an ensemble: the models whose answers it averages'),
  evaluate: z.string().optional().describe('The stage whose metrics belong to the model'),
  metrics: z.string().optional().describe('What the names of those metrics begin with, before a dot'),
  split: outputReference.optional().describe('The table that says which rows it was trained on'),
  predict: z
    .strictObject({
      transforms: z
        .array(z.string())
        .optional()
        .describe('Stages whose modules export `transform`, in the order that rows go through them'),
      rows: outputReference.optional().describe('An output of rows as the first transform takes them'),
      features: outputReference.optional().describe('The table of the features that it was trained on'),
      neutral: z
        .record(z.string(), z.number())
        .optional()
        .describe('Column of the rows → what stands in for a missing value'),
      time: z.string().optional().describe('The column that says when a row was'),
      maxAge: duration.optional().describe('How old the newest row may be'),
    })
    .optional()
    .describe('How rows become what the model reads: labbook predict'),
});

export const registrySchema = z.strictObject({
  versions: oneOf(['semantic', 'date']).optional().describe('How versions are numbered; by default semantic'),
  signatures: oneOf(['off', 'where-signed', 'required'])
    .optional()
    .describe('Whose signature a model needs to be loaded; by default where-signed'),
  trustedKeys: z.string().optional().describe('The folder of trusted public keys; by default trusted-keys'),
});

/** The shape of pipeline.yaml; `shape-problems.ts` reads the messages of its checks back. */
export const pipelineSchema = z.strictObject({
  version: z.literal(1, rule({ kind: 'version' })),
  name: z.string().min(1),
  description: z.string().optional(),
  seed: integer(1, 2147483647).optional(),
  params: anyParams.optional(),
  sources: z.record(z.string(), source).optional(),
  stages: z.record(z.string(), z.union([extractStage, commandStage, moduleStage])),
  models: z.record(z.string(), modelSchema).optional().describe('What each run registers in ml-models/'),
  registry: registrySchema.optional(),
  checks: checksSchema.optional().describe('What each run proves beside making its results'),
  gates: gatesSchema.optional().describe('What has to hold before a change may land: labbook check'),
});

export type PipelineShape = z.input<typeof pipelineSchema>;
export type SourceShape = z.input<typeof source>;
export type ExtractShape = z.input<typeof extractStage>;
export type ModuleShape = z.input<typeof moduleStage>;
export type CommandShape = z.input<typeof commandStage>;
export type OutputShape = z.input<typeof output>;
export type InputShape = z.input<typeof input>;
export type ModelShape = z.input<typeof modelSchema>;
export type RegistryShape = z.input<typeof registrySchema>;
