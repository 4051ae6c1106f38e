import type { StageKind, StageWork, ToolQuestions } from '../model/pipeline.ts';
import { checkCommand } from './check-command.ts';
import { checkPath } from './check-path.ts';
import { nearName } from './near-name.ts';
import { durationMs } from './quantities.ts';
import type { StageShape, StageSurroundings, WrittenStage } from './stage-shape.ts';

/** What a stage does, by its kind; what is wrong with it is reported. */
export function resolveWork(kind: StageKind, stage: WrittenStage, around: StageSurroundings): StageWork {
  return resolvers[kind](stage, around);
}

type Resolver = (stage: WrittenStage, around: StageSurroundings) => StageWork;

const resolvers: Readonly<Record<StageKind, Resolver>> = { command, extract, module };

function module({ id, shape }: WrittenStage, { files, report }: StageSurroundings): StageWork {
  const written = shape.module ?? `stages/${id.split('@')[0]}.ts`;
  const place = shape.module === undefined ? `stages.${id}` : `stages.${id}.module`;
  const path = checkPath(written, { at: place, files, report });
  if (path !== null && files.isFolder(path)) report({ kind: 'is-folder', path, of: 'module' }, place);
  else if (path !== null && !files.fileExists(path)) {
    report({ kind: 'missing-file', what: 'stage module', path, owner: id }, place);
  }
  return {
    kind: 'module',
    path: path ?? written,
    ...(shape.program === undefined ? {} : { programs: shape.program }),
    ...(shape.tools === undefined ? {} : { tools: toolQuestions(shape.tools) }),
  };
}

function extract({ id, shape }: WrittenStage, around: StageSurroundings): StageWork {
  const { report, sources: known } = around;
  const at = `stages.${id}`;
  const source = shape.source ?? '';
  if (shape.source !== undefined && !known.includes(source)) {
    const near = nearName(source, known);
    report({ kind: 'unknown-reference', what: 'source', given: source, near, known }, `${at}.source`);
  }
  if (shape.tables !== undefined && Object.keys(shape.tables).length === 0) {
    report({ kind: 'empty', at: `${at}.tables` }, `${at}.tables`);
  }
  for (const [name, table] of Object.entries(shape.tables ?? {})) {
    if (table.query === undefined || table.table === undefined) continue;
    const place = `${at}.tables.${name}`;
    report({ kind: 'conflicting-keys', at: place, keys: ['query', 'table'] }, `${place}.table`, 'key');
  }
  const outputs = Object.values(around.outputs.get(id) ?? {});
  const written = Object.keys(shape.outputs ?? {}).length;
  // Outputs with a mistake of their own are not counted against the stage a second time.
  const isOne = written === 1 && outputs.every(({ format }) => format === 'duckdb');
  if (!isOne) report({ kind: 'extract-output' }, written === 0 ? at : `${at}.outputs`, 'key');
  const refresh = shape.refresh ?? 'on-change';
  return {
    kind: 'extract',
    source,
    refresh: typeof refresh === 'string' ? refresh : { everyMs: durationMs(refresh.every) ?? 0 },
    schemaChange: shape.schemaChange ?? 'fail',
  };
}

function command({ id, shape, params }: WrittenStage, around: StageSurroundings): StageWork {
  const work = {
    kind: 'command',
    argv: shape.command ?? [],
    code: codeOf(id, shape, around),
    tools: toolQuestions(shape.tools ?? {}),
    metrics: metricsOf(id, shape, around),
  } as const;
  checkCommand({ id, shape, params, work }, around);
  return work;
}

/** The output that holds the metrics; reported where it is none, or no JSON. */
function metricsOf(
  id: string,
  { metrics }: StageShape,
  { outputs, report }: StageSurroundings,
): string | null {
  if (metrics === undefined) return null;
  const at = `stages.${id}.metrics`;
  const own = outputs.get(id) ?? {};
  const known = Object.keys(own);
  const found = Object.hasOwn(own, metrics) ? own[metrics] : undefined;
  if (found === undefined) {
    const near = nearName(metrics, known);
    report({ kind: 'unknown-reference', what: 'output', given: metrics, near, known }, at);
  } else if (found.format !== 'json') report({ kind: 'metrics-not-json', output: metrics }, at);
  return metrics;
}

/** Paths and globs of the project, each of which has to name a file. */
function codeOf(id: string, { code = [] }: StageShape, { files, report }: StageSurroundings): string[] {
  return code.flatMap((written, i) => {
    const at = `stages.${id}.code.${i}`;
    const path = checkPath(written, { at, files, report });
    if (path === null) return [];
    const isGlob = /[*?[{]/.test(path);
    if (isGlob && !files.hasMatch(path)) report({ kind: 'empty-glob', pattern: path }, at);
    if (files.isFolder(path)) report({ kind: 'is-folder', path, of: 'code' }, at);
    else if (!isGlob && !files.fileExists(path))
      report({ kind: 'missing-file', what: 'code file', path, owner: id }, at);
    return [path];
  });
}

function toolQuestions(tools: NonNullable<StageShape['tools']>): ToolQuestions {
  const asked = Object.entries(tools).map(([program, question]) => [
    program,
    typeof question === 'string' ? question.split(/\s+/).filter((word) => word !== '') : question,
  ]);
  return Object.fromEntries(asked);
}
