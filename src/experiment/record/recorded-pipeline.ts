import { posix } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '../../base/result.ts';
import type { Pipeline, StageSpec } from '../../model/pipeline.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { noChecks } from '../../model/run-checks.ts';

const text = z.string();
const path = text.refine(isInside, 'leads out of the project');
const name = text.regex(/^[A-Za-z][\w-]{0,99}(@[\w,-]{1,200})?$/, 'is no name');

/** A stage as a record holds it: checked again, since a record may come from anywhere. */
const stageSpec = z.looseObject({
  id: name,
  description: text,
  work: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('module'),
      path,
      programs: z.array(text).optional(),
      tools: z.record(text, z.array(text)).optional(),
    }),
    z.strictObject({
      kind: z.literal('command'),
      argv: z.array(text).min(1),
      code: z.array(path),
      tools: z.record(text, z.array(text)),
      metrics: name.nullable(),
    }),
    z.strictObject({
      kind: z.literal('extract'),
      source: name,
      // Recorded before they stood here, where they are missing.
      refresh: z
        .union([z.enum(['on-change', 'always', 'pinned']), z.object({ everyMs: z.number() })])
        .optional(),
      schemaChange: z.enum(['fail', 'accept']).optional(),
    }),
  ]),
  inputs: z.record(
    name,
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('output'), stage: name, output: name }),
      z.strictObject({ kind: z.literal('file'), path }),
      z.strictObject({ kind: z.literal('glob'), pattern: path }),
      z.strictObject({ kind: z.literal('folder'), path }),
    ]),
  ),
  params: z.record(text, z.json()),
  outputs: z.record(
    name,
    z.strictObject({ path, format: z.enum(['parquet', 'duckdb', 'csv', 'json', 'file', 'folder']) }),
  ),
  env: z.array(text.regex(/^[A-Za-z_]\w*$/, 'is no name of a variable')),
  resources: z.looseObject({ cpus: z.number().positive(), memoryMb: z.number().positive().nullable() }),
  // Recorded before stages could ask for it, where it is missing.
  network: z.looseObject({ everyMs: z.number().nullable() }).nullable().default(null),
  timeoutMs: z.number().positive().nullable(),
  retries: z.int().min(0).max(10),
});

/**
 * The pipeline of an experiment as it was resolved then, or what in the record is none. With it, every name and
 * path of the record is checked that a file is made from.
 */
export function recordedPipeline(record: ExperimentRecord): Result<Pipeline, Problem> {
  const { pipeline } = record;
  const fail = (detail: string) =>
    err({
      kind: 'damaged-experiment',
      id: record.id,
      file: `experiments/${record.id}/record.json`,
      fault: 'invalid',
      detail,
    } as const);
  const stages = z.array(stageSpec).safeParse(pipeline.stages);
  const issue = stages.error?.issues[0];
  if (issue !== undefined) return fail(`pipeline.stages.${issue.path.join('.')}: ${issue.message}`);
  const outside = pathsOf(record).find((one) => !isInside(one));
  if (outside !== undefined) return fail(`${JSON.stringify(outside)} leads out of the project`);
  const known = new Set(pipeline.stages.map(({ id }) => id));
  const stray = record.stages.find(({ id }) => !known.has(id));
  if (stray !== undefined) return fail(`stages: ${JSON.stringify(stray.id)} is none of its pipeline`);
  return ok({
    file: pipeline.file,
    text: pipeline.text,
    name: pipeline.name,
    description: pipeline.description,
    seed: pipeline.seed,
    params: pipeline.params,
    sources: {},
    stages: (stages.data ?? []) as unknown as readonly StageSpec[],
    models: [],
    registry: { versions: 'semantic', signatures: 'off', trustedKeys: '' },
    checks: noChecks,
    gates: null,
    spans: {},
  });
}

function pathsOf({ pipeline, materials, stages }: ExperimentRecord): readonly string[] {
  return [
    pipeline.file,
    ...[...(materials?.files ?? []), ...(materials?.inputs ?? [])].map(({ path: one }) => one),
    ...stages.flatMap(({ outputs }) =>
      outputs.flatMap(({ path: one, files = [] }) => [one, ...files.map((file) => file.path)]),
    ),
  ];
}

/**
 * Whether a file of a record may stand at this path of a scratch project: below it, on any platform, and in
 * no folder of labbook's or of the packages, which may be a link to somebody's installation.
 */
function isInside(given: string): boolean {
  if (given === '' || given.length > 1000 || /[\\\p{Cc}]|^[A-Za-z]:/u.test(given)) return false;
  const normal = posix.normalize(given);
  if (normal === '.' || normal.startsWith('/') || normal === '..' || normal.startsWith('../')) return false;
  return !normal.split('/').some((part) => /^(node_modules|\.labbook|\.git)$/i.test(part));
}
