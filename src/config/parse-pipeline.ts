import type { JsonObject } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ConfigProblem, NamedThing } from '../model/config-problem.ts';
import type { OutputSpec, Pipeline, SourceSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import { applyOverrides } from './apply-overrides.ts';
import { checkCycles } from './check-cycles.ts';
import { checkOutputs } from './check-outputs.ts';
import { resolveChecks } from './checks-schema.ts';
import { without } from './document-path.ts';
import { expandMatrices } from './expand-matrices.ts';
import { forbidReferences } from './follow-references.ts';
import { parseYaml } from './parse-yaml.ts';
import type { ModelShape, PipelineShape } from './pipeline-schema.ts';
import { type Places, placesIn, type Report, reporter } from './places.ts';
import type { ProjectFiles } from './project-files.ts';
import { resolveGates } from './resolve-gates.ts';
import { resolveModels, resolveRegistry } from './resolve-models.ts';
import { resolveOutputs } from './resolve-outputs.ts';
import { resolveSource } from './resolve-source.ts';
import { resolveStage } from './resolve-stage.ts';
import { shapeProblems } from './shape-problems.ts';
import { sourceText } from './source-text.ts';
import type { StageShape } from './stage-shape.ts';

export interface PipelineText extends Partial<ProjectFiles> {
  readonly fileExists: ProjectFiles['fileExists'];
  /** Name of the file for messages, relative to the project's root. */
  readonly file: string;
  readonly text: string;
  /** Each `--set`, as given: `params.window=14`. */
  readonly overrides: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes a Pipeline of the text of pipeline.yaml, or tells every mistake in it. Never throws, whatever the
 * text. Reaches files and environment only by what it is given.
 */
export function parsePipeline(given: PipelineText): Result<Pipeline, readonly Problem[]> {
  // 1. Text to values, each with its place.
  const source = sourceText(given.file, given.text);
  const yaml = parseYaml(source);
  if (yaml.isBroken) return err(yaml.problems);

  // 2. The command line's values in place of the file's.
  const overridden = applyOverrides(yaml.value, given.overrides);
  const problems: ConfigProblem[] = [...yaml.problems, ...overridden.problems];
  const told = reporter(placesIn(source, yaml, { ...overridden, origins: new Map() }), problems);
  const { value, origins, made, isBroken } = expandMatrices(overridden.value, told);
  if (isBroken) return err(inOrder(problems));
  const places = placesIn(source, yaml, { ...overridden, origins });
  const report = reporter(places, problems);

  // 3. Shape. What does not fit is told, and taken out, so that the rest can still be checked.
  const misfits = shapeProblems(value);
  for (const { facts, path, isKey } of misfits) report(facts, path.join('.'), isKey ? 'key' : undefined);
  const wrong = misfits.filter(({ facts }) => facts.kind !== 'missing-key').map(({ path }) => path);
  const shape = without(value, wrong) as Partial<PipelineShape>;

  // 4. Meaning.
  const pipeline = resolve(shape, { ...given, places, report, made });
  if (problems.length > 0) return err(inOrder(problems));
  return ok({ ...pipeline, spans: allSpans(yaml, { overridden: overridden.spans, origins }) });
}

interface Surroundings extends PipelineText {
  readonly places: Places;
  readonly report: Report;
  /** Paths whose names were made here, and need no check. */
  readonly made: ReadonlySet<string>;
}

function resolve(shape: Partial<PipelineShape>, given: Surroundings): Omit<Pipeline, 'spans'> {
  const { report, places, file, text, made } = given;
  const names = (mapping: unknown, at: string, what: NamedThing) =>
    namesIn(mapping, { at, what, report, made });
  const files: ProjectFiles = {
    fileExists: given.fileExists,
    hasMatch: given.hasMatch ?? (() => true),
    isFolder: given.isFolder ?? (() => false),
    leavesProject: given.leavesProject ?? (() => false),
  };
  const params = (shape.params ?? {}) as JsonObject;
  forbidReferences(params, 'params', report);

  const sourceIds = names(shape.sources, 'sources', 'source');
  const sources: Record<string, SourceSpec> = {};
  for (const id of sourceIds) {
    sources[id] = resolveSource(id, shape.sources?.[id] ?? {}, { env: given.env, files, report });
  }

  const stageIds = names(shape.stages, 'stages', 'stage');
  const shapes = new Map(stageIds.map((id) => [id, (shape.stages?.[id] ?? {}) as StageShape]));
  if (shape.stages !== undefined && Object.keys(shape.stages).length === 0) {
    report({ kind: 'empty', at: 'stages' }, 'stages', 'key');
  }
  const outputs = new Map<string, Readonly<Record<string, OutputSpec>>>();
  for (const [id, stage] of shapes) {
    const at = `stages.${id}.outputs`;
    names(stage.inputs, `stages.${id}.inputs`, 'input');
    names(stage.outputs, at, 'output');
    outputs.set(id, resolveOutputs(stage.outputs ?? {}, { at, files, report }));
  }
  const outputNames = new Map([...outputs].map(([stage, named]) => [stage, Object.keys(named)]));
  const outputPaths = new Map(
    [...outputs].flatMap(([stage, named]) =>
      Object.entries(named).map(([name, { path }]): [string, string] => [path, `${stage}.${name}`]),
    ),
  );
  const around = { params, sources: sourceIds, outputs, outputNames, outputPaths, files, report };
  const stages = [...shapes].map(([id, stage]) => resolveStage(id, stage, around));
  checkOutputs({ file, stages, sources }, { places, report });
  checkCycles(stages, report);
  const modelIds = names(shape.models, 'models', 'model');
  for (const id of modelIds) names(shape.models?.[id]?.files, `models.${id}.files`, 'model file');
  const models = modelIds.map((id): [string, Partial<ModelShape>] => [id, shape.models?.[id] ?? {}]);

  return {
    file,
    text,
    name: shape.name ?? '',
    description: shape.description ?? '',
    seed: shape.seed ?? 1,
    params,
    sources,
    stages,
    models: resolveModels(models, { outputs, report }),
    registry: resolveRegistry(shape.registry ?? {}, { files, report }),
    checks: resolveChecks(shape.checks),
    gates: shape.gates === undefined ? null : resolveGates(shape.gates, { outputs, report }),
  };
}

/** The keys of a mapping that can be names; names of `Object.prototype` would be found in any record. */
function namesIn(
  mapping: unknown,
  {
    at,
    what,
    report,
    made,
  }: Pick<Surroundings, 'report' | 'made'> & { readonly at: string; readonly what: NamedThing },
): readonly string[] {
  if (!isJsonObject(mapping)) return [];
  return Object.keys(mapping).filter((name) => {
    const isName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name) && !(name in Object.prototype);
    if (made.has(`${at}.${name}`)) return true;
    if (!isName) report({ kind: 'bad-name', what, given: name }, `${at}.${name}`, 'key');
    return isName;
  });
}

/** By place in the file; those of the command line after them. */
function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const rank = ({ span }: ConfigProblem) => (span.file === '--set' ? 1 : 0);
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || a.span.line - b.span.line || a.span.column - b.span.column,
  );
}

/** Places of values by path, and of keys by `path@key`; what stands in a matrix by each of its stages, too. */
function allSpans(
  yaml: { readonly values: ReadonlyMap<string, Span>; readonly keys: ReadonlyMap<string, Span> },
  {
    overridden,
    origins,
  }: { readonly overridden: ReadonlyMap<string, Span>; readonly origins: ReadonlyMap<string, string> },
): Readonly<Record<string, Span>> {
  const keys = [...yaml.keys].map(([path, span]): [string, Span] => [`${path}@key`, span]);
  const written = [...yaml.values, ...keys, ...overridden];
  if (origins.size === 0) return Object.fromEntries(written);
  const byStage = new Map<string, [rest: string, span: Span][]>();
  for (const [path, span] of written) {
    const [, id, rest = ''] = /^stages\.([^.@]+)(.*)$/.exec(path) ?? [];
    if (id === undefined) continue;
    const own = byStage.get(id) ?? [];
    own.push([rest, span]);
    byStage.set(id, own);
  }
  const cells = [...origins].flatMap(([cell, id]) =>
    (byStage.get(id) ?? []).map(([rest, span]): [string, Span] => [`stages.${cell}${rest}`, span]),
  );
  return Object.fromEntries([...written, ...cells]);
}
